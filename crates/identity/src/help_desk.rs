//! Whom one talks to on the telephone. The help desk asks for a code that the person sees in the app; the person sees in
//! the app that the help desk is calling, and compares two words.
//!
//! Not here: what the help desk may then do (`people/security.rs` asks [`require_verified`]).

use std::sync::Arc;

use access::Capability;
use audit::{Action, Outcome};
use jiff::{SignedDuration, Timestamp};
use model::{Kind, Problem, RecordId, UserId};
use store::system::help::{
    CallRow, help_call_find, help_call_put, help_code_put, help_code_try, help_code_use, help_verified_at,
    help_verified_put,
};
use store::system::users::{UserState, user_find};
use vault::BlindDomain;
use zeroize::Zeroizing;

use crate::change::{Change, thing};
use crate::service::Inner;
use crate::{Acting, Error, Identity, readable};

/// Characters of a code: 40 bits, read out once.
const CODE_CHARS: usize = 8;
const CODE_GROUP: usize = 4;
/// How long a code works.
const CODE_GOOD: SignedDuration = SignedDuration::from_mins(5);
/// Codes that are entered wrongly before the right one is no longer taken.
const CODE_TRIES: i64 = 5;
/// How long the help desk knows whom it talks to.
const VERIFIED_GOOD: SignedDuration = SignedDuration::from_mins(15);
/// How long a call can be checked.
const CALL_GOOD: SignedDuration = SignedDuration::from_mins(10);

/// Words to compare: short, and easy to say, in both languages.
const WORDS: [(&str, &str); 32] = [
    ("河流", "river"),
    ("灯塔", "lighthouse"),
    ("苹果", "apple"),
    ("火车", "train"),
    ("雪山", "mountain"),
    ("钢琴", "piano"),
    ("茶壶", "teapot"),
    ("帆船", "sailboat"),
    ("竹子", "bamboo"),
    ("鲸鱼", "whale"),
    ("雨伞", "umbrella"),
    ("面包", "bread"),
    ("石桥", "bridge"),
    ("燕子", "swallow"),
    ("月亮", "moon"),
    ("书桌", "desk"),
    ("铅笔", "pencil"),
    ("骆驼", "camel"),
    ("花园", "garden"),
    ("钟表", "clock"),
    ("橘子", "orange"),
    ("森林", "forest"),
    ("风筝", "kite"),
    ("熊猫", "panda"),
    ("邮票", "stamp"),
    ("蜂蜜", "honey"),
    ("窗户", "window"),
    ("沙滩", "beach"),
    ("兔子", "rabbit"),
    ("铃铛", "bell"),
    ("地图", "map"),
    ("毛衣", "sweater"),
];

/// A code to read out.
pub struct HelpCode {
    /// `ABCD-EFGH`: shown once.
    pub code: Zeroizing<String>,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// Two words to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallWords {
    /// In Chinese.
    pub zh: [&'static str; 2],
    /// In English.
    pub en: [&'static str; 2],
}

/// A call of the help desk.
#[derive(Clone, PartialEq, Eq)]
pub struct HelpCall {
    /// Who calls, and their name.
    pub helper: (UserId, String),
    /// What both see.
    pub words: CallWords,
    /// Since when.
    pub made_at: Timestamp,
    /// When it can't be checked any more.
    pub expires_at: Timestamp,
}

impl Identity {
    /// A code for oneself to read out; the one before stops working.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be written.
    pub async fn help_code_make(&self, acting: &Acting) -> Result<HelpCode, Problem> {
        let (inner, by, user) = (Arc::clone(&self.inner), acting.clone(), acting.principal.id());
        let code = readable::fresh(&*self.inner.entropy, CODE_CHARS, CODE_GROUP);
        let hash = code_hash(&self.inner, user, &code);
        let made = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let expires_at = now.checked_add(CODE_GOOD).unwrap_or(now);
            help_code_put(writer, user, &hash, now, expires_at)?;
            let event = by.event(&*inner.clock, Action::HelpCodeMade);
            inner.log.append_in(writer, vec![event.on(thing("user"), Some(RecordId(user.0)))]);
            Ok::<_, Error>(expires_at)
        });
        Ok(HelpCode { code, expires_at: made.await? })
    }

    /// Whether that is the code that the person sees now. It works once; five wrong ones use it up. From then on the
    /// helper knows for fifteen minutes whom they talk to.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `self_change` for one's own.
    pub async fn help_code_check(&self, acting: &Acting, user: UserId, code: &str) -> Result<bool, Problem> {
        self.require(acting, Capability::UsersManage, Action::HelpCodeChecked).await?;
        self.other_active(acting, user)?;
        let hash = code_hash(&self.inner, user, code);
        let (inner, by) = (Arc::clone(&self.inner), acting.clone());
        let checked = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let tries = help_code_try(writer, user, now)?;
            let right = tries.is_some_and(|tries| tries <= CODE_TRIES) && help_code_use(writer, user, &hash)?;
            if right {
                help_verified_put(writer, user, by.principal.id(), now)?;
            }
            let event = by.event(&*inner.clock, Action::HelpCodeChecked);
            let event = event.on(thing("user"), Some(RecordId(user.0))).with("verified", right);
            let event = if right { event } else { event.ended(Outcome::Failed) };
            inner.log.append_in(writer, vec![event]);
            Ok::<_, Error>(right)
        });
        Ok(checked.await?)
    }

    /// Announces a call: the person sees the helper's name and two words, which the helper says.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `self_change` for oneself.
    pub async fn help_call(&self, acting: &Acting, user: UserId) -> Result<HelpCall, Problem> {
        self.require(acting, Capability::UsersManage, Action::HelpCall).await?;
        self.other_active(acting, user)?;
        let (inner, by) = (Arc::clone(&self.inner), acting.clone());
        let called = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let row = CallRow {
                user_id: user,
                helper_id: by.principal.id(),
                words: fresh_words(&inner),
                made_at: now,
                expires_at: now.checked_add(CALL_GOOD).unwrap_or(now),
            };
            help_call_put(writer, &row)?;
            let event = by.event(&*inner.clock, Action::HelpCall);
            inner.log.append_in(writer, vec![event.on(thing("user"), Some(RecordId(user.0)))]);
            Ok::<_, Error>(row)
        });
        Ok(shown(&called.await?, acting.principal.name().to_owned()))
    }

    /// The help desk's call to oneself that can be checked now.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn help_call_mine(&self, acting: &Acting) -> Result<Option<HelpCall>, Problem> {
        let (user, now) = (acting.principal.id(), self.inner.clock.now());
        let found: Result<_, Error> =
            self.inner.database.read(move |reader| Ok(help_call_find(reader, user, now)?)).await;
        // Somebody who was disabled since does not call for the help desk.
        let directory = self.directory();
        Ok(found?.and_then(|row| {
            let helper = directory.user(row.helper_id).filter(|helper| helper.active)?;
            Some(shown(&row, helper.name.clone()))
        }))
    }

    fn other_active(&self, acting: &Acting, user: UserId) -> Result<(), Problem> {
        if acting.principal.id() == user {
            return Err(Problem::new(Kind::Forbidden, "self_change"));
        }
        let directory = self.directory();
        directory.user(user).filter(|user| user.active).map(drop).ok_or_else(Problem::not_found)
    }
}

/// Refuses an act on somebody's factors by a helper who does not know for sure whom they talk to, where the company
/// asks for that. Whoever manages security may act without: for people who can't open the app any more.
///
/// # Errors
/// `help_code_required`; `help_officer_required` for an account that is not active, which can show no code.
pub(crate) fn require_verified(
    change: &mut Change<'_, '_>,
    by: &Acting,
    user: UserId,
) -> Result<bool, Error> {
    let helper = by.principal.id();
    let at = help_verified_at(change.writer, user, helper)?;
    let verified = at.is_some_and(|at| change.now.duration_since(at) <= VERIFIED_GOOD);
    let free = helper == user
        || !change.stored.safety.help_desk.code_required
        || by.principal.can(Capability::SecurityManage);
    let row = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
    // Who never came in has no app to open. Whoever came once has one, whatever their account was made since.
    if verified || free || row.last_sign_in_at.is_none() {
        return Ok(verified);
    }
    // Whoever can't come in can't show a code: then it is for whoever manages security.
    let active = row.state == UserState::Active;
    let code = if active { "help_code_required" } else { "help_officer_required" };
    Err(Problem::new(Kind::Forbidden, code).into())
}

/// What of a code is stored.
fn code_hash(inner: &Inner, user: UserId, code: &str) -> Vec<u8> {
    let text = Zeroizing::new(format!("{user}:{}", *readable::normalized(code)));
    inner.keys.blind(BlindDomain::Text { object: "help_code", field: "code" }, &text).to_vec()
}

fn fresh_words(inner: &Inner) -> String {
    let mut bytes = [0u8; 2];
    inner.entropy.fill(&mut bytes);
    let [first, second] = bytes.map(|byte| usize::from(byte) % WORDS.len());
    // Two different words.
    let second = if first == second { (second + 1) % WORDS.len() } else { second };
    format!("{first},{second}")
}

fn shown(row: &CallRow, name: String) -> HelpCall {
    let word = |place: usize| {
        let number = row.words.split(',').nth(place).and_then(|number| number.parse::<usize>().ok());
        number.and_then(|number| WORDS.get(number)).copied().unwrap_or_default()
    };
    let (first, second) = (word(0), word(1));
    HelpCall {
        helper: (row.helper_id, name),
        words: CallWords { zh: [first.0, second.0], en: [first.1, second.1] },
        made_at: row.made_at,
        expires_at: row.expires_at,
    }
}
