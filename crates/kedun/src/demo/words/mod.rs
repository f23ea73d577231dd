//! The words the demo company is made of. All people and companies are made up.
//!
//! Addresses end in `.example` (RFC 2606). Numbers abroad lie in the ranges their countries keep for stories (NANPA
//! 555-01XX, Ofcom 020 7946 0XXX, Bundesnetzagentur 030 23125 XXX, ACMA 02 5550 XXXX); China keeps none, so that
//! its numbers carry `0000` or `5550`.

pub(crate) mod companies;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod products;
pub(crate) mod talk;
