//! Where an address is: from a database in the format `.mmdb` (`MaxMind` DB 2.0) that the operator brings, such as `GeoLite2`
//! City or DB-IP City Lite. None is shipped: their licenses ask every operator to take one of their own.

use std::net::IpAddr;

use maxminddb::{Reader, geoip2};

use super::Spot;

/// A place, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The city in Chinese, or else in English.
    pub city_zh: Option<String>,
    /// The city in English.
    pub city_en: Option<String>,
    pub(crate) spot: Option<Spot>,
}

impl Place {
    /// A place that is known in full: its country and city, and its latitude and longitude in degrees.
    pub fn known(country: &str, city: &str, (latitude, longitude): (f64, f64)) -> Self {
        Self {
            country: Some(country.into()),
            city_zh: Some(city.into()),
            city_en: Some(city.into()),
            spot: Some(Spot { latitude, longitude }),
        }
    }
}

/// Tells places.
pub trait Places: Send + Sync {
    /// Where that address is; an empty place where nobody knows.
    fn place_of(&self, address: &str) -> Place;

    /// Whether any place is known at all.
    fn knows_places(&self) -> bool {
        true
    }
}

/// Knows no place.
#[derive(Debug)]
pub struct NoPlaces;

impl Places for NoPlaces {
    fn place_of(&self, _address: &str) -> Place {
        Place::default()
    }

    fn knows_places(&self) -> bool {
        false
    }
}

/// The database of places can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the database of places can't be read")]
pub struct GeoError(#[source] maxminddb::MaxMindDbError);

/// A database of places, whole in memory.
pub struct GeoDatabase(Reader<Vec<u8>>);

impl GeoDatabase {
    /// Reads the bytes of a `.mmdb` file.
    ///
    /// # Errors
    /// [`GeoError`] for what is no such file.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, GeoError> {
        Reader::from_source(bytes).map(Self).map_err(GeoError)
    }
}

impl Places for GeoDatabase {
    /// What is damaged or missing in the file is not known: no sign-in fails for it.
    fn place_of(&self, address: &str) -> Place {
        let found = address.parse::<IpAddr>().ok().and_then(|ip| {
            let found = self.0.lookup(ip.to_canonical()).ok()?;
            found.decode::<geoip2::City<'_>>().ok()?
        });
        let Some(found) = found else { return Place::default() };
        let country = found.country.iso_code.or(found.registered_country.iso_code).map(str::to_uppercase);
        let names = &found.city.names;
        let spot = found.location.latitude.zip(found.location.longitude);
        let spot = spot.map(|(latitude, longitude)| Spot { latitude, longitude });
        Place {
            country: country.filter(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())),
            city_zh: names.simplified_chinese.or(names.english).map(str::to_owned),
            city_en: names.english.map(str::to_owned),
            spot: spot.filter(|spot| spot.latitude.abs() <= 90.0 && spot.longitude.abs() <= 180.0),
        }
    }
}
