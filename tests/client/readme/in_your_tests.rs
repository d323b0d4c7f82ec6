#[cfg(test)]
mod tests {
    use verify_client::mock::FakeVerify;

    #[tokio::test]
    async fn a_token_is_created() -> Result<(), verify_client::Error> {
        let twilio = FakeVerify::start();
        let client = twilio.client();
        let token = client.create_access_token(twilio.service_sid(), "7c1e5d0a-user").send().await?;
        assert_eq!(token.sid, twilio.tokens()[0].sid);
        Ok(())
    }
}
