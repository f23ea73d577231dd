//! The task that sends what waits. Whoever starts the program supervises it.

use std::future::Future;
use std::time::Duration;

use model::causes;
use store::system::links::sent_mail_add;
use tokio::time::{MissedTickBehavior, interval};
use vault::BlindDomain;

use super::{Asked, Ends, Letter, LetterKind, Message, words};
use crate::{Error, Identity, readable};

/// Characters of a mail's check code: 40 bits, looked up only by its own reader, signed in.
const CHECK_CHARS: usize = 8;
const CHECK_GROUP: usize = 4;

/// Letters that strangers asked for are looked into at this beat, some at a time: what the server is busy with then can't be
/// tied to the request that asked.
const BEAT: Duration = Duration::from_millis(250);
const OF_ONE_BEAT: usize = 32;
/// How often it is told that letters found no room, in beats: once a minute.
const TOLD_EVERY: u32 = 240;

impl Identity {
    /// Sends letters until `shutdown` is ready. A letter that can't be sent is told in the program's log, by its kind.
    pub async fn deliver(self, shutdown: impl Future<Output = ()> + Send) {
        let Some(mut ends) = self.inner.outbox.take() else { return };
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut beats = 0u32;
        tokio::pin!(shutdown);
        loop {
            tokio::select! {
                biased;
                () = &mut shutdown => return,
                letter = ends.letters.recv() => match letter {
                    Some(letter) => self.deliver_and_tell(letter).await,
                    None => return,
                },
                // It goes on whether or not anything was asked: the next one is as far from whoever asks as chance has it.
                _ = beat.tick() => {
                    self.beat(&mut ends).await;
                    beats = beats.wrapping_add(1);
                    if beats.is_multiple_of(TOLD_EVERY) {
                        self.tell_dropped();
                    }
                }
            }
        }
    }

    /// Looks into what was asked; letters that are made already go first, also between two of those.
    async fn beat(&self, ends: &mut Ends) {
        for _ in 0..OF_ONE_BEAT {
            while let Ok(letter) = ends.letters.try_recv() {
                self.deliver_and_tell(letter).await;
            }
            let Ok(asked) = ends.asked.try_recv() else { return };
            self.answer_asked(asked).await;
        }
    }

    fn tell_dropped(&self) {
        let dropped = self.inner.outbox.dropped();
        if dropped > 0 {
            tracing::warn!(dropped, "too many letters waited to be sent");
        }
    }

    async fn answer_asked(&self, asked: Asked) {
        match self.link_letter(asked).await {
            Ok(Some(letter)) => self.deliver_and_tell(letter).await,
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(error = causes(&error), "a letter that was asked for could not be made");
            }
        }
    }

    async fn deliver_and_tell(&self, letter: Letter) {
        let kind = letter.kind.as_str();
        if let Err(error) = self.deliver_one(letter).await {
            tracing::warn!(kind, error, "a letter could not be sent");
        }
    }

    async fn deliver_one(&self, letter: Letter) -> Result<(), String> {
        if let LetterKind::Code { phone: Some(phone), code, minutes } = &letter.kind {
            let message = Message::Sms {
                to: phone.clone(),
                language: letter.language,
                code: code.clone(),
                minutes: *minutes,
            };
            return self.inner.post.send(message).await.map_err(|error| error.to_string());
        }
        // Somebody who was imported without an address gets no mail.
        if !self.inner.post.can_mail() || crate::text::is_imported(&letter.email) {
            return Ok(());
        }
        let check = readable::fresh(&*self.inner.entropy, CHECK_CHARS, CHECK_GROUP);
        let hash = self.check_hash(&check);
        let (user, kind, now) = (letter.user, letter.kind.as_str(), self.inner.clock.now());
        let noted: Result<(), Error> =
            self.inner.database.write(move |writer| Ok(sent_mail_add(writer, &hash, user, kind, now)?)).await;
        noted.map_err(|error| causes(&error))?;
        let company = self.company();
        let zone = self.profile(user).map_or(company.timezone, |profile| profile.timezone.clone());
        let name = if company.name.is_empty() { "Kedun".into() } else { company.name };
        let (subject, text) = words(&letter, &name, &zone, &check, now);
        let message = Message::Mail { to: letter.email, subject, text };
        self.inner.post.send(message).await.map_err(|error| error.to_string())
    }

    /// What of a check code is stored and looked up.
    pub(crate) fn check_hash(&self, code: &str) -> Vec<u8> {
        let domain = BlindDomain::Text { object: "sent_mail", field: "code" };
        self.inner.keys.blind(domain, &readable::normalized(code)).to_vec()
    }
}
