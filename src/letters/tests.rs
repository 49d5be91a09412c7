//! Tests of whole letters, over every sample.

use super::*;

fn composed() -> Vec<(String, Composed)> {
    let letters = Letters::new(None).unwrap();
    let compose = |sample: samples::Sample| {
        let composed = letters.compose(&sample.letter, &samples::frame());
        (sample.name.clone(), composed.unwrap_or_else(|error| panic!("{}: {error}", sample.name)))
    };
    samples::all().into_iter().map(compose).collect()
}

#[test]
fn show() {
    for (name, letter) in composed() {
        println!("##### {name} {}\n{}\n\n{}", letter.html.len(), letter.subject, letter.text);
        std::fs::write(format!("/tmp/out-letters/{name}.html"), &letter.html).unwrap();
    }
}
