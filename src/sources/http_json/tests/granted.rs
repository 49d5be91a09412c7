//! An interface that lets in whoever has a token of its login server.

use super::*;

fn granted(server: &MockServer) -> String {
    let url = format!("{}/token", server.uri());
    format!(
        "auth = {{ kind = \"oauth2_client\", token_url = \"{url}\", client_id = \"nyttja\", client_secret = \"x\" }}"
    )
}

/// Gives these tokens, each once.
async fn give(server: &MockServer, tokens: &[&str]) {
    for token in tokens {
        let body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": 3600 });
        let response = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(path("/token")).respond_with(response).up_to_n_times(1).mount(server).await;
    }
}

#[tokio::test]
async fn a_granted_token_opens_every_page_and_is_replaced_when_it_expires_on_the_way() {
    let server = MockServer::start().await;
    give(&server, &["first", "second"]).await;
    Mock::given(path("/usage"))
        .and(header("authorization", "Bearer first"))
        .respond_with(page(&[earlier(7, 8)], json!("/p2")))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(path("/p2"))
        .and(header("authorization", "Bearer second"))
        .respond_with(page(&[record(json!(9))], Value::Null))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(path("/p2")).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let (source, pauses) = source(&server.uri(), &granted(&server));
    assert_eq!(source.read(&asked()).await.unwrap().records().len(), 2);
    assert_eq!(*pauses.lock().unwrap(), [0; 0], "an expired token costs no pause");
}

#[tokio::test]
async fn an_interface_that_takes_no_token_is_asked_with_two_of_them_at_most() {
    let server = MockServer::start().await;
    give(&server, &["first", "second", "third"]).await;
    Mock::given(path("/usage")).respond_with(ResponseTemplate::new(401)).expect(2).mount(&server).await;
    let error = error(&server, &granted(&server)).await;
    assert!(error.to_string().ends_with("the server answered 401 Unauthorized"), "{error}");
}

#[tokio::test]
async fn a_login_server_that_stumbles_is_asked_again_and_one_that_refuses_is_named() {
    let server = MockServer::start().await;
    Mock::given(path("/token"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    give(&server, &["first"]).await;
    Mock::given(path("/usage")).respond_with(page(&[], Value::Null)).mount(&server).await;
    let (source, pauses) = source(&server.uri(), &granted(&server));
    source.read(&asked()).await.unwrap();
    assert_eq!(*pauses.lock().unwrap(), [2]);

    server.reset().await;
    let no = ResponseTemplate::new(400).set_body_json(json!({ "error": "invalid_scope" }));
    Mock::given(path("/token")).respond_with(no).expect(1).mount(&server).await;
    let error = error(&server, &granted(&server)).await;
    let words = "there is no access token to ask with: the token endpoint answers 400: invalid_scope";
    assert!(error.to_string().ends_with(words), "{error}");
    assert!(error.hint().contains("`scope`"));
}
