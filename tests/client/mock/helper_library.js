// Twilio's helper library for Node against the fake; helper_libraries.rs runs it.
//
// The library has no setting for the host, so the HTTP client below sends requests to the fake.

const twilio = require("twilio");
const RequestClient = require("twilio/lib/base/RequestClient").default || require("twilio/lib/base/RequestClient");

const [url, service, other, account, token, key, secret, clientId, clientSecret] =
  process.argv.slice(2);

const request = RequestClient.prototype.request;
RequestClient.prototype.request = function (options) {
  return request.call(this, { ...options, uri: url + new URL(options.uri).pathname });
};

const check = (name, passed) => console.log(passed ? "ok" : "FAILED", name);
const tokens = (client, of = service) => client.verify.v2.services(of).accessTokens;
const errorOf = (promise) => promise.then(() => null, (error) => error);

async function main() {
  const byKey = twilio(key, secret, { accountSid: account });
  const created = await tokens(byKey).create({
    identity: "zoë-+&=%",
    factorType: "push",
    factorFriendlyName: "Zoë's phone",
    ttl: 120,
  });
  check("sid", /^YK[0-9a-f]{32}$/.test(created.sid));
  check("service", created.serviceSid === service);
  check("account", created.accountSid === account);
  check("identity", created.entityIdentity === "zoë-+&=%");
  check("factor", created.factorType === "push");
  check("friendly name", created.factorFriendlyName === "Zoë's phone");
  check("ttl", created.ttl === 120);
  check("date", created.dateCreated instanceof Date && !isNaN(created.dateCreated));
  check("five parts", created.token.split(".").length === 5);
  check("fetched", (await byKey.verify.v2.services(service).accessTokens(created.sid).fetch()).token === created.token);

  const byToken = twilio(account, token);
  const usual = await tokens(byToken).create({ identity: "7c1e5d0a-user", factorType: "push" });
  check("auth token", usual.ttl === 60);

  const provider = new twilio.ClientCredentialProviderBuilder()
    .setClientId(clientId)
    .setClientSecret(clientSecret)
    .build();
  const byOAuth = twilio();
  byOAuth.setCredentialProvider(provider);
  const oauth = await tokens(byOAuth).create({ identity: "7c1e5d0a-user", factorType: "push" });
  check("OAuth", oauth.ttl === 60);

  const info = await tokens(byKey).createWithHttpInfo({ identity: "7c1e5d0a-user", factorType: "push" });
  check("status", info.statusCode === 201);
  check("request", info.headers["twilio-request-id"].startsWith("RQ"));
  check("load", info.headers["twilio-concurrent-requests"] === "1");

  const good = { identity: "7c1e5d0a-user", factorType: "push" };
  const wrong = await errorOf(tokens(twilio(key, "wrong", { accountSid: account })).create(good));
  check("wrong secret", wrong.status === 401 && wrong.code === 20003);
  const unknown = await errorOf(tokens(byKey, other).create(good));
  check("unknown service", unknown.status === 404 && unknown.code === 20404);
  const gone = await errorOf(byKey.verify.v2.services(service).accessTokens("YK" + "0".repeat(32)).fetch());
  check("unknown token", gone.status === 404 && gone.code === 20404);
  const bad = await errorOf(tokens(byKey).create({ ...good, ttl: 59 }));
  check("wrong parameter", bad.status === 400 && bad.code === 60200 && bad.message.includes("Ttl"));
}

main();
