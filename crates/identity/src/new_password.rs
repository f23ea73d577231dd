//! A new password, wherever one is set: judged by the policy in force, compared with earlier ones, hashed, stored.

use jiff::Timestamp;
use model::{FieldProblem, Problem};
use passwords::{Context, Policy, Standing};
use store::Writer;
use store::system::links::links_withdraw;
use store::system::passwords::{password_history, password_history_add, password_history_trim};
use store::system::users::{UserRow, user_password_set};

use crate::{Error, Identity};

/// Who a first password is for.
#[derive(Clone, Copy)]
pub(crate) struct Candidate<'a> {
    /// The company's name.
    pub(crate) company: &'a str,
    /// The person's name.
    pub(crate) name: &'a str,
    /// The person's address.
    pub(crate) email: &'a str,
}

impl Identity {
    /// Judges the first password of an account and hashes it.
    ///
    /// # Errors
    /// Problems on that field: those of [`passwords::accept`].
    pub(crate) async fn password_first(
        &self,
        password: &str,
        about: Candidate<'_>,
        field: &'static str,
    ) -> Result<String, Problem> {
        let snapshot = self.snapshot();
        let customers = self.inner.customer_names.load_full();
        let context =
            Context { company: about.company, name: about.name, email: about.email, others: &customers };
        let (policy, breached) = (snapshot.rules.policy(), self.inner.breached.as_deref());
        let accepted = passwords::accept(password, context, policy, Standing::default(), breached, field)?;
        Ok(self.inner.hasher.hash(accepted.as_str()).await.map_err(Error::from)?)
    }

    /// Judges a new password of an account and hashes it.
    ///
    /// # Errors
    /// Problems on that field: those of [`passwords::accept`], and `password_reused`.
    pub(crate) async fn password_accept(
        &self,
        password: &str,
        user: &UserRow,
        second_factor_bound: bool,
        field: &'static str,
    ) -> Result<String, Problem> {
        let snapshot = self.snapshot();
        let policy = snapshot.rules.policy();
        let customers = self.inner.customer_names.load_full();
        let context = Context {
            company: &snapshot.company.name,
            name: &user.name,
            email: &user.email,
            others: &customers,
        };
        let standing = Standing { second_factor_bound };
        let accepted =
            passwords::accept(password, context, policy, standing, self.inner.breached.as_deref(), field)?;
        self.refuse_reuse(accepted.as_str(), user, policy, field).await?;
        Ok(self.inner.hasher.hash(accepted.as_str()).await.map_err(Error::from)?)
    }

    /// Refuses the present password, which may have to go for a reason, and as many earlier ones as the policy keeps.
    async fn refuse_reuse(
        &self,
        password: &str,
        user: &UserRow,
        policy: &Policy,
        field: &'static str,
    ) -> Result<(), Problem> {
        let last = u32::from(policy.history).max(1);
        let id = user.id;
        let earlier: Result<Vec<String>, Error> =
            self.inner.database.read(move |reader| Ok(password_history(reader, id, last)?)).await;
        for stored in user.password_hash.iter().chain(&earlier?).take(last as usize) {
            let verdict = self.inner.hasher.verify(password, stored).await.map_err(Error::from)?;
            if verdict.ok {
                let problem = FieldProblem::new(field, "password_reused").with("last", last.to_string());
                return Err(Problem::invalid_fields(vec![problem]));
            }
        }
        Ok(())
    }
}

/// Stores a password; the one before goes into the history as far as the policy keeps one. Links that were mailed end.
pub(crate) fn replace(
    writer: &mut Writer<'_>,
    user: &UserRow,
    stored: &str,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), Error> {
    if let Some(before) = user.password_hash.as_deref().filter(|_| policy.history > 0) {
        password_history_add(writer, user.id, before, now)?;
    }
    // One of the last ones is the present password itself.
    password_history_trim(writer, user.id, u32::from(policy.history).saturating_sub(1))?;
    user_password_set(writer, user.id, stored, now)?;
    // Whoever can read the mailbox must not set yet another one with a link from before.
    links_withdraw(writer, user.id, now)?;
    Ok(())
}
