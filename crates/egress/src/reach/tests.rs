use std::net::{Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::*;

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

/// The special networks as the registries write them: the second way to know.
const SPECIAL: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
];

fn is_special(address: IpAddr) -> bool {
    SPECIAL.iter().any(|network| network.parse::<IpNet>().expect("a network").contains(&address))
}

#[test]
fn only_public_addresses_are_reached_unless_listed() {
    for (text, public) in [
        ("1.1.1.1", true),
        ("223.5.5.5", true),
        ("100.63.255.255", true),
        ("100.128.0.0", true),
        ("172.15.255.255", true),
        ("172.32.0.0", true),
        ("2606:4700:4700::1111", true),
        ("2400:3200::1", true),
        ("64:ff9b::1.1.1.1", true),
        ("::ffff:1.1.1.1", true),
        ("127.0.0.1", false),
        ("127.255.1.1", false),
        ("0.0.0.0", false),
        ("0.1.2.3", false),
        ("10.0.0.1", false),
        ("172.16.0.1", false),
        ("172.31.255.255", false),
        ("192.168.1.1", false),
        ("100.64.0.1", false),
        ("100.100.100.200", false),
        ("169.254.169.254", false),
        ("192.0.0.170", false),
        ("198.19.255.1", false),
        ("203.0.113.9", false),
        ("224.0.0.1", false),
        ("239.255.255.250", false),
        ("255.255.255.255", false),
        ("::", false),
        ("::1", false),
        ("::127.0.0.1", false),
        ("::ffff:127.0.0.1", false),
        ("::ffff:169.254.169.254", false),
        ("::ffff:10.0.0.1", false),
        ("64:ff9b::10.0.0.1", false),
        ("64:ff9b::169.254.169.254", false),
        ("64:ff9b:1::1.1.1.1", false),
        // 6to4 and Teredo around 10.0.0.1 and 127.0.0.1.
        ("2002:a00:1::1", false),
        ("2002:7f00:1::1", false),
        ("2001:0:a00:1::", false),
        ("2001::80ff:fffe", false),
        ("fe80::1", false),
        ("febf::1", false),
        ("fc00::1", false),
        ("fd00:ec2::254", false),
        ("ff02::1", false),
        ("2001:db8::1", false),
        ("3fff::1", false),
        ("100::1", false),
    ] {
        assert_eq!(Reach::Public.permit(None, address(text)).is_ok(), public, "{text}");
        assert_eq!(
            Reach::Public.permit(Some("example.com"), address(text)).is_ok(),
            public,
            "{text} by name"
        );
    }
}

proptest! {
    #[test]
    fn ipv4_agrees_with_the_registry(bits: u32) {
        let v4 = Ipv4Addr::from(bits);
        let special = is_special(v4.into());
        prop_assert_eq!(Reach::Public.permit(None, v4.into()).is_err(), special);
        prop_assert_eq!(Reach::Public.permit(None, v4.to_ipv6_mapped().into()).is_err(), special);
        let nat64 = Ipv6Addr::from((0x64_ff9b_u128 << 96) | u128::from(bits));
        prop_assert_eq!(Reach::Public.permit(None, nat64.into()).is_err(), special);
        let six_to_four = Ipv6Addr::from((0x2002_u128 << 112) | (u128::from(bits) << 80) | 1);
        prop_assert!(Reach::Public.permit(None, six_to_four.into()).is_err());
    }

    #[test]
    fn ipv6_that_is_reached_is_global_unicast_and_in_no_special_network(bits: u128, top in 0x2000_u16..0x4000) {
        for v6 in [Ipv6Addr::from(bits), Ipv6Addr::from((bits >> 16) | (u128::from(top) << 112))] {
            let permitted = Reach::Public.permit(None, v6.into()).is_ok();
            let global = v6.segments()[0] >> 13 == 1;
            prop_assert_eq!(permitted, global && !is_special(v6.into()));
        }
    }
}

#[test]
fn a_listed_host_may_be_inside_the_house_but_not_anywhere() {
    let reach = Reach::parse(&["IdP.house.example."]).expect("a host");
    let inside = address("10.3.0.7");
    assert_eq!(reach.permit(Some("idp.house.example"), inside), Ok(()));
    assert_eq!(reach.permit(Some("IDP.house.example."), inside), Ok(()));
    assert_eq!(reach.permit(Some("idp.house.example"), address("fd12::7")), Ok(()));
    assert_eq!(reach.permit(Some("other.house.example"), inside), Err(Refusal::NotPublic));
    assert_eq!(reach.permit(Some("a.idp.house.example"), inside), Err(Refusal::NotPublic));
    assert_eq!(reach.permit(None, inside), Err(Refusal::NotPublic));
    for metadata in [
        "169.254.169.254",
        "100.100.100.200",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
        "fe80::1",
        "224.0.0.1",
        "0.0.0.0",
    ] {
        assert_eq!(
            reach.permit(Some("idp.house.example"), address(metadata)),
            Err(Refusal::NotPublic),
            "{metadata}"
        );
    }
}

#[test]
fn a_listed_network_is_reached_by_any_name_and_in_any_writing() {
    let reach = Reach::parse(&["10.3.0.0/16", "169.254.7.7", "fd12::/16"]).expect("networks");
    for reached in ["10.3.255.1", "::ffff:10.3.0.1", "169.254.7.7", "fd12::1"] {
        assert_eq!(reach.permit(Some("any.example"), address(reached)), Ok(()), "{reached}");
        assert_eq!(reach.permit(None, address(reached)), Ok(()), "{reached}");
    }
    for refused in ["10.4.0.1", "169.254.7.8", "fd13::1", "127.0.0.1"] {
        assert_eq!(reach.permit(None, address(refused)), Err(Refusal::NotPublic), "{refused}");
    }
}

#[test]
fn plain_http_is_for_the_exact_origin() {
    let reach = Reach::parse(&["http://sms.house.example:8080", "http://10.0.0.5", "other.example"])
        .expect("origins");
    assert!(reach.lists_plain("sms.house.example", 8080));
    assert!(reach.lists_plain("10.0.0.5", 80));
    assert!(!reach.lists_plain("sms.house.example", 80));
    assert!(!reach.lists_plain("10.0.0.5", 8080));
    assert!(!reach.lists_plain("other.example", 80));
    assert_eq!(
        reach.permit(Some("sms.house.example"), address("10.9.9.9")),
        Ok(()),
        "its host is listed with it"
    );
    assert_eq!(reach.permit(None, address("10.0.0.5")), Ok(()));
}

#[test]
fn what_is_no_host_network_or_origin_is_named() {
    for wrong in [
        "",
        ".",
        "10.0.0.0/40",
        "https://a.example",
        "http://a.example/path",
        "http://u:p@a.example",
        "a b",
        "ftp://a",
    ] {
        assert_eq!(
            Reach::parse(&["ok.example", wrong]).map(|_| ()),
            Err(ReachError { entry: wrong.into() }),
            "{wrong}"
        );
    }
    assert!(matches!(Reach::parse::<&str>(&[]), Ok(Reach::Public)));
}
