//! Unpredictable bytes: the operating system's for the program, a seed's for tests.

use model::Entropy;

/// The real source: AWS-LC's generator, seeded and reseeded from the operating system, safe across forks.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        if aws_lc_rs::rand::fill(buffer).is_err() {
            // Without chance no key, nonce or token is safe. There is nothing to go on with and no caller
            // that could make it good, so the process ends rather than work on with zeros.
            std::process::abort();
        }
    }
}

/// A predictable source for tests: HMAC-SHA-256 of a counter under the seed.
#[cfg(any(test, feature = "testing"))]
#[derive(Debug)]
pub struct SeededEntropy {
    key: aws_lc_rs::hmac::Key,
    counter: std::sync::atomic::AtomicU64,
}

#[cfg(any(test, feature = "testing"))]
impl SeededEntropy {
    /// The source of that seed: the same seed gives the same bytes in the same order.
    pub fn new(seed: u64) -> Self {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &seed.to_be_bytes());
        Self { key, counter: std::sync::atomic::AtomicU64::new(0) }
    }
}

#[cfg(any(test, feature = "testing"))]
impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let n = self.counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let block = aws_lc_rs::hmac::sign(&self.key, &n.to_be_bytes());
            for (byte, random) in chunk.iter_mut().zip(block.as_ref()) {
                *byte = *random;
            }
        }
    }
}
