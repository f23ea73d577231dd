//! A writer of tiny databases of places, for tests: `MaxMind` DB format 2.0, IPv4, records of 24 bits.

/// A network by address and bits, with its country, English city, latitude and longitude.
pub(super) type Network<'a> = ([u8; 4], u8, &'a str, &'a str, f64, f64);

/// The bytes of a database of these networks.
pub(super) fn written(networks: &[Network<'_>]) -> Vec<u8> {
    // Each node holds what follows for a 0 and for a 1: nothing, another node, or an entry.
    let mut nodes: Vec<[Next; 2]> = vec![[Next::Nothing; 2]];
    let mut data = Vec::new();
    for (address, bits, country, city, latitude, longitude) in networks {
        let offset = data.len();
        entry(&mut data, country, city, *latitude, *longitude);
        let address = u32::from_be_bytes(*address);
        let mut node = 0;
        for bit in 0..*bits {
            let side = (address >> (31 - bit) & 1) as usize;
            if bit + 1 == *bits {
                nodes[node][side] = Next::Entry(offset);
            } else if let Next::Node(next) = nodes[node][side] {
                node = next;
            } else {
                nodes.push([Next::Nothing; 2]);
                nodes[node][side] = Next::Node(nodes.len() - 1);
                node = nodes.len() - 1;
            }
        }
    }
    let count = nodes.len();
    let mut bytes = Vec::new();
    for next in nodes.iter().flatten() {
        let value = match next {
            Next::Nothing => count,
            Next::Node(node) => *node,
            Next::Entry(offset) => count + 16 + offset,
        };
        bytes.extend_from_slice(&u32::try_from(value).unwrap().to_be_bytes()[1..]);
    }
    bytes.extend_from_slice(&[0; 16]);
    bytes.append(&mut data);
    bytes.extend_from_slice(b"\xab\xcd\xefMaxMind.com");
    metadata(&mut bytes, u32::try_from(count).unwrap());
    bytes
}

#[derive(Clone, Copy)]
enum Next {
    Nothing,
    Node(usize),
    Entry(usize),
}

fn entry(out: &mut Vec<u8>, country: &str, city: &str, latitude: f64, longitude: f64) {
    map(out, 3);
    text(out, "country");
    map(out, 1);
    text(out, "iso_code");
    text(out, country);
    text(out, "city");
    map(out, 1);
    text(out, "names");
    map(out, 1);
    text(out, "en");
    text(out, city);
    text(out, "location");
    map(out, 2);
    text(out, "latitude");
    double(out, latitude);
    text(out, "longitude");
    double(out, longitude);
}

fn metadata(out: &mut Vec<u8>, nodes: u32) {
    map(out, 9);
    for (name, number) in [
        ("binary_format_major_version", 2u16),
        ("binary_format_minor_version", 0),
        ("ip_version", 4),
        ("record_size", 24),
    ] {
        text(out, name);
        out.push(5 << 5 | 2);
        out.extend_from_slice(&number.to_be_bytes());
    }
    text(out, "node_count");
    out.push(6 << 5 | 4);
    out.extend_from_slice(&nodes.to_be_bytes());
    text(out, "build_epoch");
    out.extend_from_slice(&[4, 2]);
    out.extend_from_slice(&1_800_000_000u32.to_be_bytes());
    text(out, "database_type");
    text(out, "Test-City");
    text(out, "description");
    map(out, 1);
    text(out, "en");
    text(out, "Test");
    text(out, "languages");
    out.extend_from_slice(&[1, 4]);
    text(out, "en");
}

fn map(out: &mut Vec<u8>, pairs: u8) {
    out.push(7 << 5 | pairs);
}

fn text(out: &mut Vec<u8>, text: &str) {
    let length = u8::try_from(text.len()).unwrap();
    assert!(length < 29, "short texts only");
    out.push(2 << 5 | length);
    out.extend_from_slice(text.as_bytes());
}

fn double(out: &mut Vec<u8>, number: f64) {
    out.push(3 << 5 | 8);
    out.extend_from_slice(&number.to_be_bytes());
}
