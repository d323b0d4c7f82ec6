//! What goes over the wire, byte by byte where it matters.

use std::time::Duration;

use verify_client::FactorType;

use crate::support::*;

fn headers(request: &str) -> Vec<String> {
    let (head, _) = request.split_once("\r\n\r\n").unwrap();
    head.lines().skip(1).map(str::to_ascii_lowercase).collect()
}

#[tokio::test]
async fn a_creation_is_a_form_post_with_the_headers_twilio_expects() {
    let server = Server::start([created()]).await;
    let client = builder(&server.url).user_agent_extension("shop/1.2").build().unwrap();
    let token = client
        .create_access_token(SERVICE, "zoë +&=%/\u{1f600}")
        .factor_friendly_name("Zoë's phone")
        .ttl(Duration::from_secs(120))
        .send()
        .await
        .unwrap();
    assert_eq!(token.sid.as_str(), TOKEN);
    assert_eq!(token.status(), 201);
    assert_eq!(token.attempts(), 1);

    let requests = server.requests();
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(request.starts_with(&format!("POST /v2/Services/{SERVICE}/AccessTokens HTTP/1.1\r\n")));
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    assert_eq!(
        body,
        "FactorFriendlyName=Zo%C3%AB%27s+phone&FactorType=push\
         &Identity=zo%C3%AB+%2B%26%3D%25%2F%F0%9F%98%80&Ttl=120"
    );
    let headers = headers(request);
    let basic =
        "authorization: basic u0thywfhywfhywfhywfhywfhywfhywfhywfhywfhywfhytpjyw5hcnktc2vjcmv0";
    for expected in
        [basic, "accept: application/json", "content-type: application/x-www-form-urlencoded"]
    {
        assert!(headers.iter().any(|header| header == expected), "{expected} in {headers:#?}");
    }
    let agent = headers.iter().find(|header| header.starts_with("user-agent: ")).unwrap();
    assert!(agent.starts_with("user-agent: verify-client/0.1.0 ("), "{agent}");
    assert!(agent.ends_with(") rust shop/1.2"), "{agent}");
    assert!(!headers.iter().any(|header| header.starts_with("api-version")), "{headers:#?}");
}

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    let server = Server::start([created()]).await;
    server.client().create_access_token(SERVICE, "user").send().await.unwrap();
    assert!(server.requests()[0].ends_with("\r\n\r\nFactorType=push&Identity=user"));
}

#[tokio::test]
async fn another_factor_type_is_sent_verbatim() {
    let server = Server::start([created()]).await;
    let call = server.client().create_access_token(SERVICE, "user");
    call.factor_type(FactorType::from("pass key")).send().await.unwrap();
    assert!(server.requests()[0].contains("FactorType=pass+key&"));
}

#[tokio::test]
async fn a_fetch_is_a_get_without_a_body() {
    let server = Server::start([json(200, "", &fixture("created"))]).await;
    let token = fetch(&server.client()).await.unwrap();
    assert_eq!(token.token.expose_secret(), "canary-token.part.two");
    assert_eq!(token.status(), 200);
    let request = &server.requests()[0];
    let path = format!("GET /v2/Services/{SERVICE}/AccessTokens/{TOKEN} HTTP/1.1\r\n");
    assert!(request.starts_with(&path), "{request}");
    assert!(request.ends_with("\r\n\r\n"));
    assert!(headers(request).iter().any(|header| header == "accept: application/json"));
    assert!(!request.to_lowercase().contains("content-type"));
}

#[tokio::test]
async fn a_path_in_the_base_url_comes_first() {
    let server = Server::start([created()]).await;
    for url in [format!("{}/twilio", server.url), format!("{}/twilio/", server.url)] {
        create(&builder(&url).build().unwrap()).await.unwrap();
    }
    for request in server.requests() {
        assert!(request.starts_with(&format!("POST /twilio/v2/Services/{SERVICE}/")), "{request}");
    }
}

#[tokio::test]
async fn the_response_to_a_creation_may_have_status_200_as_well() {
    let (outcome, _server) = create_against([json(200, "", &fixture("created"))]).await;
    assert_eq!(outcome.unwrap().status(), 200);
}

#[tokio::test]
async fn a_tokens_own_sid_fetches_it() {
    let server = Server::start([created(), json(200, "", &fixture("created"))]).await;
    let client = server.client();
    let token = create(&client).await.unwrap();
    let service_sid = token.service_sid.clone().unwrap();
    let same = client.fetch_access_token(&service_sid, &token.sid).send().await.unwrap();
    assert_eq!(same.sid, token.sid);
    assert_eq!(same.expires_at(), Some("2026-01-02T03:06:05Z".parse().unwrap()));
}

#[tokio::test]
async fn what_came_with_the_model_is_there() {
    let headers = "Twilio-Request-Id: RQ2\r\nTwilio-Concurrent-Requests: 3\r\n\
                   Twilio-Request-Duration: 0.042\r\nX-Other: y\r\n";
    let (outcome, _server) = create_against([json(201, headers, &fixture("created"))]).await;
    let response = outcome.unwrap();
    assert_eq!(response.request_id(), Some("RQ2"));
    assert_eq!(response.concurrent_requests(), Some(3));
    assert_eq!(response.request_duration(), Some(Duration::from_millis(42)));
    assert_eq!(response.headers()["X-OTHER"], "y");
    assert!(response.elapsed() > Duration::ZERO);
    assert_eq!(response.into_body().ttl, Some(120));
}

#[tokio::test]
async fn a_client_of_the_callers_is_used_with_our_headers() {
    let server = Server::start([created()]).await;
    let http = reqwest::Client::builder().user_agent("theirs").no_proxy().build().unwrap();
    let client = builder(&server.url).http_client(http).build().unwrap();
    create(&client).await.unwrap();
    let request = server.requests()[0].to_lowercase();
    assert!(request.contains("authorization: basic "));
    assert!(request.contains("user-agent: verify-client/") && !request.contains("theirs"));
}
