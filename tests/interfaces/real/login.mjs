// A login server with an interface behind it: node login.mjs FOLDER PORT TOOLS
// A token is good for two questions, and `/usage` wants the scope `usage:read`.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, port, tools] = process.argv.slice(2);
const { default: Provider } = await import(createRequire(`${tools}/`).resolve("oidc-provider"));
const rows = JSON.parse(readFileSync(`${folder}/db.json`, "utf8")).usage;
const server = `http://127.0.0.1:${port}`;

const provider = new Provider(server, {
  clients: [
    {
      client_id: "nyttja",
      client_secret: "hemligt",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: "client_secret_post",
      scope: "usage:read profile:read",
    },
  ],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  scopes: ["usage:read", "profile:read"],
  ttl: { ClientCredentials: 600 },
});

const asked = new Map();
provider.use(async (context, next) => {
  if (context.path !== "/usage") return next();
  const shown = context.get("authorization").replace(/^Bearer /, "");
  const token = shown && (await provider.ClientCredentials.find(shown));
  const times = (asked.get(shown) ?? 0) + 1;
  asked.set(shown, times);
  if (!token || times > 2) {
    context.status = 401;
    context.set("www-authenticate", 'Bearer error="invalid_token"');
    context.body = { error: "invalid_token" };
  } else if (!(token.scope ?? "").split(" ").includes("usage:read")) {
    context.status = 403;
    context.set("www-authenticate", 'Bearer error="insufficient_scope", scope="usage:read"');
    context.body = { error: "insufficient_scope" };
  } else {
    const page = Number(context.query.page ?? 1);
    context.body = { data: rows.slice(page * 2 - 2, page * 2), next: page < 5 ? `/usage?page=${page + 1}` : null };
  }
});
provider.listen(Number(port), "127.0.0.1");
