//! The client for code that is not asynchronous.
//!
//! Calls run on a thread that belongs to the client, and the caller's thread waits for them. They
//! need no runtime, and work inside Tokio's `spawn_blocking`. In a Tokio task a call ends with an
//! error, because it would keep all other tasks of the thread waiting. Arguments, settings and
//! checks are those of the asynchronous [client](crate::Client).

use std::fmt;
use std::sync::{Arc, mpsc};
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::coop;

use crate::builder::ClientBuilder;
use crate::call::retry::RetryPolicy;
use crate::error::Error;
use crate::generated::types::AccessToken;
use crate::model::factor_type::FactorType;
use crate::model::personal::{FactorFriendlyName, Identity};
use crate::model::sid::{AccessTokenSid, ServiceSid};
use crate::operations::arguments::overrides;
use crate::response::Response;

/// A client whose calls block the thread until they end.
///
/// [`ClientBuilder::build_blocking`] makes one, with the same settings as for the asynchronous
/// client. Clones are cheap, and share connections, credentials, the retry budget and the thread.
///
/// ```no_run
/// use std::time::Duration;
/// use verify_client::{Client, Credentials};
///
/// let client = Client::builder()
///     .credentials(Credentials::api_key("SK0123456789abcdef0123456789abcdef", "secret")?)
///     .build_blocking()?;
/// let token = client
///     .create_access_token("VA0123456789abcdef0123456789abcdef", "7c1e5d0a-user")
///     .ttl(Duration::from_secs(120))
///     .send()?;
/// # Ok::<(), verify_client::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::client::Client,
    thread: Arc<Thread>,
}

impl Client {
    /// Like [`Client::from_env`](crate::Client::from_env).
    ///
    /// # Errors
    ///
    /// Those of [`Client::from_env`](crate::Client::from_env) and
    /// [`ClientBuilder::build_blocking`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build_blocking()
    }

    /// Like [`Client::create_access_token`](crate::Client::create_access_token).
    pub fn create_access_token(
        &self,
        service_sid: impl TryInto<ServiceSid>,
        identity: impl Into<Identity>,
    ) -> CreateAccessToken {
        CreateAccessToken {
            call: self.client.create_access_token(service_sid, identity),
            thread: Arc::clone(&self.thread),
        }
    }

    /// Like [`Client::fetch_access_token`](crate::Client::fetch_access_token).
    pub fn fetch_access_token(
        &self,
        service_sid: impl TryInto<ServiceSid>,
        sid: impl TryInto<AccessTokenSid>,
    ) -> FetchAccessToken {
        FetchAccessToken {
            call: self.client.fetch_access_token(service_sid, sid),
            thread: Arc::clone(&self.thread),
        }
    }
}

impl ClientBuilder {
    /// Checks the settings, makes a client that blocks, and starts its thread. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Those of [`build`](ClientBuilder::build), and
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `build_blocking`,
    /// when the thread cannot be started.
    pub fn build_blocking(self) -> Result<Client, Error> {
        let client = self.build()?;
        let thread = Arc::new(Thread::start()?);
        Ok(Client { client, thread })
    }
}

/// A call that creates an access token; [`Client::create_access_token`] starts it.
///
/// Its settings are those of [`CreateAccessToken`](crate::CreateAccessToken).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `send` is called"]
pub struct CreateAccessToken {
    call: crate::operations::create_access_token::CreateAccessToken,
    thread: Arc<Thread>,
}

impl CreateAccessToken {
    /// The kind of factor that the token enrols. Default: push.
    pub fn factor_type(mut self, factor_type: impl Into<FactorType>) -> Self {
        self.call = self.call.factor_type(factor_type);
        self
    }

    /// The name of the factor that the device will create: at most 64 characters. A longer one is
    /// an error of [`send`](CreateAccessToken::send). Default: none.
    pub fn factor_friendly_name(mut self, name: impl Into<FactorFriendlyName>) -> Self {
        self.call = self.call.factor_friendly_name(name);
        self
    }

    /// How long the token is valid: whole seconds, from 60 to 300. Another time is an error of
    /// [`send`](CreateAccessToken::send). Default: Twilio's, which is 60 seconds.
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.call = self.call.ttl(ttl);
        self
    }

    overrides!();

    /// Makes the call, and waits for its end.
    ///
    /// # Errors
    ///
    /// Those of [`CreateAccessToken::send`](crate::CreateAccessToken::send), and
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `blocking`, in a Tokio
    /// task and in a process that was forked after the client was built.
    pub fn send(self) -> Result<Response<AccessToken>, Error> {
        self.thread.run(self.call.send())
    }
}

/// A call that fetches an access token; [`Client::fetch_access_token`] starts it.
///
/// Its settings are those of [`FetchAccessToken`](crate::FetchAccessToken).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `send` is called"]
pub struct FetchAccessToken {
    call: crate::operations::fetch_access_token::FetchAccessToken,
    thread: Arc<Thread>,
}

impl FetchAccessToken {
    overrides!();

    /// Makes the call, and waits for its end.
    ///
    /// # Errors
    ///
    /// Those of [`FetchAccessToken::send`](crate::FetchAccessToken::send), and
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `blocking`, in a Tokio
    /// task and in a process that was forked after the client was built.
    pub fn send(self) -> Result<Response<AccessToken>, Error> {
        self.thread.run(self.call.send())
    }
}

/// A runtime of the client's own, on one thread.
struct Thread {
    /// `None` only while the thread is dropped.
    runtime: Option<Runtime>,
    /// The process that started the thread; a forked process does not have it.
    process: u32,
}

impl Thread {
    fn start() -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("verify-client")
            .enable_all()
            .build()
            .map_err(Error::no_thread)?;
        Ok(Self { runtime: Some(runtime), process: std::process::id() })
    }

    /// Runs a call on this thread, and waits for it on the caller's.
    fn run<T: Send + 'static>(
        &self,
        call: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        if is_asynchronous() {
            let problem = "a blocking call in asynchronous code would stop the other tasks of its \
                           thread: use verify_client::Client, or Tokio's spawn_blocking";
            return Err(Error::configuration("blocking", problem));
        }
        let lost = || {
            let problem = "the thread of the blocking client does not exist in this process: \
                           build the client after the fork";
            Error::configuration("blocking", problem)
        };
        let runtime = self.runtime.as_ref().filter(|_| self.process == std::process::id());
        let (sender, receiver) = mpsc::sync_channel(1);
        let call = async move {
            let _ = sender.send(call.await);
        };
        runtime.ok_or_else(lost)?.spawn(call);
        receiver.recv().map_err(|_| lost())?
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread").field("process", &self.process).finish_non_exhaustive()
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        // Waiting for the thread would panic in a Tokio task.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Whether the caller is a Tokio task, and not a thread for blocking work.
///
/// Tokio offers no function that tells the two apart. But its cooperative budget makes a task yield
/// after a number of steps, and never limits blocking work. So code that can take more steps than
/// any task's budget allows is not a task.
fn is_asynchronous() -> bool {
    let mut context = Context::from_waker(Waker::noop());
    let mut steps = 0..=u8::MAX;
    Handle::try_current().is_ok()
        && steps.any(|_| match coop::poll_proceed(&mut context) {
            std::task::Poll::Ready(step) => {
                step.made_progress();
                false
            }
            std::task::Poll::Pending => true,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asynchronous_code_is_distinguished_from_all_other() {
        assert!(!is_asynchronous());
        for mut builder in [Builder::new_current_thread(), Builder::new_multi_thread()] {
            let runtime = builder.build().unwrap();
            assert!(runtime.block_on(async { is_asynchronous() }));
            let spawned = runtime.spawn(async { is_asynchronous() });
            assert!(runtime.block_on(spawned).unwrap());
            let blocking = runtime.spawn_blocking(is_asynchronous);
            assert!(!runtime.block_on(blocking).unwrap());
            let _entered = runtime.enter();
            assert!(!is_asynchronous());
        }
        let runtime = Builder::new_multi_thread().build().unwrap();
        let work = runtime.spawn(async { tokio::task::block_in_place(is_asynchronous) });
        assert!(!runtime.block_on(work).unwrap());
    }
}
