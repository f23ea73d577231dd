//! The parts of an address that columns of their own may hold.

/// The part's key in the API's form of an address.
pub(crate) const PARTS: [(&str, &str, &str); 6] = [
    ("country", "国家", "country"),
    ("province", "省份", "province"),
    ("city", "城市", "city"),
    ("district", "区县", "district"),
    ("street", "街道", "street"),
    ("postcode", "邮编", "postcode"),
];

/// The key of that part.
pub(crate) fn find(name: &str) -> Option<&'static str> {
    PARTS.iter().map(|(key, _, _)| *key).find(|key| *key == name)
}
