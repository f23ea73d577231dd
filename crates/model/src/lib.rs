//! Plain words every other room shares: ids, names, values, money, time, locale text, problems,
//! and the predicate tree that `access` evaluates in memory and `tables` renders to SQL.
//!
//! Not here: input, output, async, a database, or any rule of the business. Everything in this
//! crate is a value.

mod causes;
mod id;
mod label;
mod money;
mod name;
mod predicate;
mod problem;
mod scalar;
mod source;
mod unseen;
mod value;
mod words;

pub use causes::causes;
pub use id::{AppId, FileId, ImportId, RecordId, SessionId, TeamId, TokenId, UserId, ViewId};
pub use label::{Label, Locale};
pub use money::{Currency, Money, MoneyError};
pub use name::{FieldName, NameError, ObjectName};
pub use predicate::{Column, Comparison, Facts, Predicate, TextMatch};
pub use problem::{FieldProblem, Kind, Param, Problem};
pub use scalar::Scalar;
pub use source::{Clock, Entropy, ManualClock, SystemClock};
pub use unseen::is_unseen;
pub use value::{Address, AnyLink, Location, Value};
pub use words::{Words, words_of};
