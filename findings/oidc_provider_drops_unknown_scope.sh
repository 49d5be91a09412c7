#!/usr/bin/env bash
# oidc-provider gives a machine a token without the scope it asked for, and no error, where the scope is misspelt.
#
# The server knows the scopes usage:read and usage:write; the client may have usage:read only. Asked for usage:write
# by client_credentials it answers 400 invalid_scope, as one would think. Asked for usage:reed, which nobody knows, it
# answers 200 with a token and no `scope`. By RFC 6749, section 5.1, a `scope` that is left out says that the one asked
# for was given. The slip shows only where the token is used.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts oidc-provider@9.13.3
cat >ask.mjs <<'P'
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;
const client = {
  client_id: "reports",
  client_secret: "only for this script",
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
  token_endpoint_auth_method: "client_secret_post",
  scope: "usage:read",
};
const provider = new Provider(issuer, {
  clients: [client],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  scopes: ["usage:read", "usage:write"],
  ttl: { ClientCredentials: 600 },
});
server.on("request", provider.callback());

async function ask(scope) {
  const { client_id, client_secret } = client;
  const body = new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret, scope });
  const answer = await fetch(`${issuer}/token`, { method: "POST", body });
  const told = await answer.json();
  const token = told.access_token && (await provider.ClientCredentials.find(told.access_token));
  console.log(`asked for ${scope}: ${answer.status}, told`, told.error ?? told.scope, "- the token holds", token?.scope);
  return { status: answer.status, told, token };
}

console.log("oidc-provider", JSON.parse(readFileSync("node_modules/oidc-provider/package.json")).version);
const given = await ask("usage:read");
assert.deepEqual([given.status, given.told.scope, given.token.scope], [200, "usage:read", "usage:read"]);
const refused = await ask("usage:write");
assert.deepEqual([refused.status, refused.told.error], [400, "invalid_scope"]);
const dropped = await ask("usage:reed");
assert.equal(dropped.status, 200);
assert.ok(dropped.told.access_token);
assert.deepEqual([dropped.told.scope, dropped.token.scope], [undefined, undefined]);
server.close();
server.closeAllConnections();
P
node ask.mjs 2>&1 | grep -v -i warning
echo "as it was: a scope that nobody knows is left out without an error"
