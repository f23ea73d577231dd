//! Short messages through an operator's gateway: Alibaba Cloud, Tencent Cloud, or any that takes signed JSON.
//!
//! A message is a purpose, a language and a few values; which template the gateway has for it stands in the settings. The
//! number, the values and the keys are in no error and no `Debug`. Over the telephone network a message is not secret: a code
//! sent so is a restricted authenticator (NIST SP 800-63B-4 section 3.1.3.3).
//!
//! Not here: what a message says, how many one number may get, and sending again.

mod aliyun;
mod error;
mod generic;
mod message;
mod settings;
mod tencent;

use std::sync::Arc;
use std::time::Duration;

use model::{Clock, Entropy};

use crate::http_out::{HttpOut, Limits};

pub use error::SmsError;
pub use message::{PhoneNumber, SmsMessage};
pub use settings::{
    AliyunSettings, GenericSettings, SmsSettings, SmsSettingsError, Template, TencentSettings,
};

use error::Verdict;
use settings::{Gateway, Kind};

/// What one message may cost: gateways answer in well under a second, in a few hundred bytes.
const LIMITS: Limits = Limits { timeout: Duration::from_secs(10), max_body_bytes: 64 * 1024 };

/// Sends short messages. Cheap to clone.
#[derive(Clone)]
pub struct SmsOut(Arc<Inner>);

struct Inner {
    gateway: Gateway,
    http: HttpOut,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    limits: Limits,
}

impl SmsOut {
    /// A way to the gateway of those settings.
    ///
    /// # Errors
    /// A setting that can't be used.
    pub fn new(
        settings: SmsSettings,
        http: HttpOut,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, SmsSettingsError> {
        let gateway = Gateway::new(settings)?;
        Ok(Self(Arc::new(Inner { gateway, http, clock, entropy, limits: LIMITS })))
    }

    /// Hands a message to the gateway. Taken means queued: whether it arrives, nobody says.
    ///
    /// # Errors
    /// No template is known for it, or the gateway can't be reached or does not take it. After
    /// [`SmsError::Unreachable`] the gateway may have taken it all the same.
    pub async fn send(&self, message: &SmsMessage) -> Result<(), SmsError> {
        let Inner { gateway, http, clock, entropy, limits } = &*self.0;
        let filled = gateway.fill(message)?;
        let now = clock.now();
        let request = match &gateway.kind {
            Kind::Generic(generic) => generic.request(gateway, message, &filled, now),
            Kind::Aliyun(aliyun) => {
                let mut nonce = [0; 16];
                entropy.fill(&mut nonce);
                aliyun.request(gateway, message, &filled, now, &hex::encode(nonce))
            }
            Kind::Tencent(tencent) => tencent.request(gateway, message, &filled, now),
        };
        let request = request.map_err(|_| SmsError::BadMessage)?;
        let answer = http.send(request, *limits).await;
        let answer = answer
            .map_err(|source| SmsError::Unreachable { status: None, source: Some(Box::new(source)) })?;
        let verdict = match &gateway.kind {
            Kind::Generic(_) => generic::verdict(&answer),
            Kind::Aliyun(_) => aliyun::verdict(&answer),
            Kind::Tencent(_) => tencent::verdict(&answer),
        };
        match verdict {
            Verdict::Taken => Ok(()),
            Verdict::Limited(code) => Err(SmsError::Limited { code: message.safe_code(&code) }),
            Verdict::Refused(code) => Err(SmsError::Refused { code: message.safe_code(&code) }),
            Verdict::Unclear => {
                Err(SmsError::Unreachable { status: Some(answer.status().as_u16()), source: None })
            }
        }
    }

    /// The same way with another limit of time.
    #[cfg(test)]
    fn within(mut self, timeout: Duration) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.limits.timeout = timeout;
        }
        self
    }
}

impl std::fmt::Debug for SmsOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmsOut {{ host: {:?} }}", self.0.gateway.endpoint.host_str().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
