"""Twilio's helper library for Python against the fake; helper_libraries.rs runs it.

The library has no setting for the host, so its HTTP clients are told another one.
"""

import asyncio
import sys
from datetime import datetime
from urllib.parse import urlsplit

from twilio.base.exceptions import TwilioRestException
from twilio.credential.client_credential_provider import ClientCredentialProvider
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

url, service, other, account, token, key, secret, client_id, client_secret = sys.argv[1:]


def redirected(http_client):
    request = http_client.request

    def elsewhere(self, method, uri, *arguments, **options):
        return request(self, method, url + urlsplit(uri).path, *arguments, **options)

    http_client.request = elsewhere


redirected(TwilioHttpClient)
redirected(AsyncTwilioHttpClient)


def check(name, passed):
    print("ok" if passed else "FAILED", name)


def error_of(call):
    try:
        call()
    except TwilioRestException as error:
        return error
    return None


def tokens(client, service=service):
    return client.verify.v2.services(service).access_tokens


def of_one(client, name):
    created = tokens(client).create(
        identity="zoë-+&=%", factor_type="push", factor_friendly_name="Zoë's phone", ttl=120
    )
    check(f"{name}: sid", created.sid.startswith("YK") and len(created.sid) == 34)
    check(f"{name}: service", created.service_sid == service)
    check(f"{name}: account", created.account_sid == account)
    check(f"{name}: identity", created.entity_identity == "zoë-+&=%")
    check(f"{name}: factor", created.factor_type == "push")
    check(f"{name}: friendly name", created.factor_friendly_name == "Zoë's phone")
    check(f"{name}: ttl", created.ttl == 120)
    check(f"{name}: date", isinstance(created.date_created, datetime))
    check(f"{name}: five parts", created.token.count(".") == 4)
    fetched = tokens(client)(created.sid).fetch()
    check(f"{name}: fetched", (fetched.sid, fetched.token) == (created.sid, created.token))


by_key = Client(key, secret, account)
of_one(by_key, "API key")
of_one(Client(account, token), "auth token")
oauth = ClientCredentialProvider(client_id, client_secret)
by_oauth = Client(credential_provider=oauth)
created = tokens(by_oauth).create(identity="7c1e5d0a-user", factor_type="push")
check("OAuth: created", created.ttl == 60)
check("OAuth: fetched", tokens(by_oauth)(created.sid).fetch().token == created.token)

info = tokens(by_key).create_with_http_info(identity="7c1e5d0a-user", factor_type="push")
headers = {name.lower(): value for name, value in info.headers.items()}
check("info: status", info.status_code == 201)
check("info: request", headers["twilio-request-id"].startswith("RQ"))
check("info: load", int(headers["twilio-concurrent-requests"]) == 1)
check("info: duration", float(headers["twilio-request-duration"]) >= 0)
check("info: fetched", tokens(by_key)(info.data.sid).fetch_with_http_info().status_code == 200)

wrong = error_of(lambda: tokens(Client(key, "wrong", account)).create("7c1e5d0a-user", "push"))
check("wrong secret", (wrong.status, wrong.code) == (401, 20003))
unknown = error_of(lambda: tokens(by_key, other).create("7c1e5d0a-user", "push"))
check("unknown service", (unknown.status, unknown.code) == (404, 20404))
gone = error_of(lambda: tokens(by_key)("YK" + "0" * 32).fetch())
check("unknown token", (gone.status, gone.code) == (404, 20404))
bad = error_of(lambda: tokens(by_key).create("7c1e5d0a-user", "push", ttl=59))
check("wrong parameter", (bad.status, bad.code) == (400, 60200) and "Ttl" in bad.msg)


async def asynchronous():
    async with AsyncTwilioHttpClient() as http_client:
        client = Client(key, secret, account, http_client=http_client)
        created = await tokens(client).create_async("7c1e5d0a-user", "push", ttl=300)
        check("async: created", created.ttl == 300)
        fetched = await tokens(client)(created.sid).fetch_async()
        check("async: fetched", fetched.token == created.token)
        try:
            await tokens(client)("YK" + "0" * 32).fetch_async()
        except TwilioRestException as error:
            check("async: unknown token", error.code == 20404)


asyncio.run(asynchronous())
