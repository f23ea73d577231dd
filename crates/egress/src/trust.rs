//! Whose certificates are believed when the program connects to another machine.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// The certificate authorities that are believed. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Trust {
    roots: Arc<RootCertStore>,
}

/// The authorities can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The house's own certificates can't be read.
    #[error("the certificates of the house's own authority can't be read")]
    Unreadable(#[source] rustls::pki_types::pem::Error),
    /// The house's own certificates can't be used, or the text holds none.
    #[error("the house's own authority is not an X.509 certificate in PEM")]
    NotACertificate,
    /// The provider of cryptography refuses the versions of TLS.
    #[error("TLS can't be set up")]
    Tls(#[source] rustls::Error),
}

impl Trust {
    /// The authorities the machine trusts, and besides them those of a text in PEM.
    ///
    /// # Errors
    /// The text holds no certificate that can be used.
    pub fn of_machine(extra_pem: Option<&[u8]>) -> Result<Self, TrustError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(pem) = extra_pem {
            add(&mut roots, pem)?;
        }
        Ok(Self { roots: Arc::new(roots) })
    }

    /// Only the authorities of a text in PEM.
    ///
    /// # Errors
    /// The text holds no certificate that can be used.
    pub fn only(pem: &[u8]) -> Result<Self, TrustError> {
        let mut roots = RootCertStore::empty();
        add(&mut roots, pem)?;
        Ok(Self { roots: Arc::new(roots) })
    }

    /// TLS 1.2 and 1.3 by aws-lc, with nothing taken from the process.
    pub(crate) fn tls(&self, application_protocols: &[&[u8]]) -> Result<ClientConfig, TrustError> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TrustError::Tls)?;
        let mut config = builder.with_root_certificates(Arc::clone(&self.roots)).with_no_client_auth();
        config.alpn_protocols = application_protocols.iter().map(|name| name.to_vec()).collect();
        Ok(config)
    }
}

fn add(roots: &mut RootCertStore, pem: &[u8]) -> Result<(), TrustError> {
    let certificates = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    let certificates = certificates.map_err(TrustError::Unreadable)?;
    if certificates.is_empty() {
        return Err(TrustError::NotACertificate);
    }
    certificates.into_iter().try_for_each(|one| roots.add(one).map_err(|_| TrustError::NotACertificate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_certificate_is_refused() {
        assert!(matches!(Trust::only(b""), Err(TrustError::NotACertificate)));
        let nonsense = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(Trust::only(nonsense), Err(TrustError::NotACertificate)));
        assert!(matches!(Trust::of_machine(Some(b"nothing")), Err(TrustError::NotACertificate)));
    }
}
