//! Wire types: the API's JSON, chosen by hand, so that a new member of an inner type stays private until
//! someone says otherwise (docs/api-design.md).

pub(crate) mod device;
pub(crate) mod object;
pub(crate) mod scope;
pub(crate) mod step;
