use jiff::Timestamp;
use model::ManualClock;
use proptest::prelude::*;

use super::*;
use crate::http_out::tests::everything_said;
use crate::reach::{Reach, Refusal};
use crate::testing::{Authority, ReceivedMail, SmtpScript, SmtpSink, open_door};

fn clock() -> Arc<dyn Clock> {
    Arc::new(ManualClock::at("2028-02-29T04:05:06Z".parse::<Timestamp>().expect("a time")))
}

fn party(name: &str, address: &str) -> Party {
    Party { name: Some(name.into()).filter(|name: &String| !name.is_empty()), address: address.into() }
}

fn settings(sink: &SmtpSink, security: Security) -> MailSettings {
    MailSettings {
        host: "mail.house.example".into(),
        port: Some(sink.address().port()),
        security,
        username: None,
        password: None,
        from: party("开门系统", "no-reply@house.example"),
        reply_to: None,
        helo: None,
        timeout_secs: 20,
        dkim: None,
    }
}

fn with_login(settings: MailSettings) -> MailSettings {
    MailSettings { username: Some("kedun".into()), password: Some("canary-password".into()), ..settings }
}

fn mail() -> Mail {
    Mail {
        id: "01-a".into(),
        to: party("李娜", "lina@example.com"),
        subject: "您的验证码 (Your code)".into(),
        text: "您好，李娜：\n验证码是 123456。\n.\n..dots\nBye".into(),
        html: None,
    }
}

fn out(settings: MailSettings, authority: &Authority) -> MailOut {
    let trust = Trust::only(authority.pem().as_bytes()).expect("trust");
    MailOut::new(settings, &open_door(&[]).expect("a door"), &trust, clock()).expect("usable settings")
}

/// Sends over TLS to a server of that script; what it received, and how sending ended.
async fn over_tls(script: SmtpScript, security: Security, mail: &Mail) -> (SmtpSink, Result<(), MailError>) {
    let authority = Authority::new().expect("an authority");
    let tls = authority.server(&["mail.house.example"]).expect("a certificate");
    let script = match security {
        Security::Tls => SmtpScript { tls: Some(tls), ..script },
        Security::StartTls => SmtpScript { starttls: Some(tls), ..script },
        Security::None => script,
    };
    let sink = SmtpSink::start(script).await.expect("a sink");
    let settings = settings(&sink, security);
    let settings = if security == Security::None { settings } else { with_login(settings) };
    let result = out(settings, &authority).send(mail).await;
    (sink, result)
}

async fn arrives(security: Security, mail: &Mail) -> ReceivedMail {
    let (sink, result) = over_tls(SmtpScript::default(), security, mail).await;
    result.expect("taken");
    let mut received = sink.received();
    assert_eq!(received.len(), 1);
    received.remove(0)
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_meant_with_every_security() {
    for security in [Security::Tls, Security::StartTls, Security::None] {
        let received = arrives(security, &mail()).await;
        assert_eq!(received.encrypted, security != Security::None, "{security:?}");
        assert_eq!(received.helo, "house.example");
        assert_eq!(
            (received.from.as_str(), received.to.as_slice()),
            ("no-reply@house.example", ["lina@example.com".to_owned()].as_slice())
        );
        let login = (security != Security::None).then(|| ("kedun".into(), "canary-password".into()));
        assert_eq!(received.login, login);
        assert!(received.raw.is_ascii());

        let letter = received.letter();
        assert_eq!(letter.header("subject"), "您的验证码 (Your code)");
        assert_eq!(letter.header("from"), "开门系统 <no-reply@house.example>");
        assert_eq!(letter.header("to"), "李娜 <lina@example.com>");
        assert_eq!(letter.header("message-id"), "<01-a@house.example>");
        assert_eq!(letter.header("auto-submitted"), "auto-generated");
        assert_eq!(letter.header("date"), "Tue, 29 Feb 2028 04:05:06 +0000");
        assert_eq!(letter.text, mail().text);
        assert_eq!(letter.html, "");
    }
}

#[tokio::test]
async fn html_comes_beside_the_text() {
    let html = "<p>验证码是 <b>123456</b></p>\n.\n<p>end</p>";
    let received = arrives(Security::Tls, &Mail { html: Some(html.into()), ..mail() }).await;
    let letter = received.letter();
    assert!(letter.header("content-type").starts_with("multipart/alternative"));
    assert_eq!((letter.text, letter.html), (mail().text, html.to_owned()));
}

#[tokio::test]
async fn answers_go_where_the_settings_say_and_letters_beyond_ascii_arrive() {
    let sink = SmtpSink::start(SmtpScript::default()).await.expect("a sink");
    let settings = MailSettings {
        reply_to: Some(party("", "help@house.example")),
        helo: Some("kedun.house.example".into()),
        ..settings(&sink, Security::None)
    };
    let mail = Mail { to: party("李娜", "李娜@例子.example"), ..mail() };
    out(settings, &Authority::new().expect("an authority")).send(&mail).await.expect("taken");
    let received = sink.received().remove(0);
    assert_eq!(received.helo, "kedun.house.example");
    assert_eq!(received.to, ["李娜@xn--fsqu00a.example"]);
    assert_eq!(received.letter().header("reply-to"), "help@house.example");
}

#[tokio::test]
async fn a_signed_mail_verifies_as_it_arrived() {
    let sink = SmtpSink::start(SmtpScript::default()).await.expect("a sink");
    let dkim = DkimSettings {
        domain: "house.example".into(),
        selector: "one".into(),
        key: dkim::tests::ed25519_pem().into(),
    };
    let settings = MailSettings { dkim: Some(dkim), ..settings(&sink, Security::None) };
    let html = Some("<p>  two  spaces </p>".into());
    out(settings, &Authority::new().expect("an authority"))
        .send(&Mail { html, ..mail() })
        .await
        .expect("taken");
    let raw = String::from_utf8(sink.received().remove(0).raw).expect("ASCII");
    assert!(dkim::tests::is_signed_by_ed25519(&raw), "{raw}");
    assert!(!dkim::tests::is_signed_by_ed25519(&raw.replace("01-a@", "01-b@")));
}

#[tokio::test]
async fn line_breaks_get_into_no_header() {
    let evil = "x\r\nBcc: evil@example.net\n\rX-Evil: 1\r\n\r\nbody\u{2028}\u{202e}";
    let mail_of =
        |to: Party| Mail { to, subject: evil.into(), text: evil.into(), html: Some(evil.into()), ..mail() };
    let received = arrives(Security::None, &mail_of(party(evil, "lina@example.com"))).await;
    assert_eq!(received.to, ["lina@example.com"]);
    let letter = received.letter();
    let mut names = letter.header_names();
    names.sort_unstable();
    assert_eq!(
        names,
        ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"]
    );
    assert_eq!(letter.header("subject"), "x  Bcc: evil@example.net  X-Evil: 1    body");

    let sink = SmtpSink::start(SmtpScript::default()).await.expect("a sink");
    let authority = Authority::new().expect("an authority");
    let way = out(settings(&sink, Security::None), &authority);
    for address in [
        "a@example.com\r\nRCPT TO:<evil@example.net>",
        "a\r\nb@example.com",
        "a@example.com>\r\n",
        "\"a\r\nb\"@example.com",
        "a b@example.com",
        "a@[127.0.0.1]",
        "<a@example.com>",
        "a@example.com, b@example.com",
        "a@exa\u{200b}mple.com b",
        "no-at",
        "a@exa%6dple.com",
        "a@example.com.",
        ".a@example.com",
        "@example.com",
        "",
    ] {
        let result = way.send(&mail_of(party("", address))).await;
        assert!(matches!(result, Err(MailError::BadMail("recipient"))), "{address:?}: {result:?}");
    }
    for id in ["", "a@b", "a\r\nb", "a>b", "a b", &"x".repeat(65)] {
        let result = way.send(&Mail { id: (*id).into(), ..mail() }).await;
        assert!(matches!(result, Err(MailError::BadMail("id"))), "{id:?}: {result:?}");
    }
    assert!(sink.verbs().is_empty());
}

#[tokio::test]
async fn settings_that_can_inject_or_leak_are_refused() {
    let sink = SmtpSink::start(SmtpScript::default()).await.expect("a sink");
    let base = || settings(&sink, Security::Tls);
    let unusable = |settings: MailSettings| match Checked::new(settings).err() {
        Some(MailSettingsError::Unusable(setting)) => setting,
        other => panic!("{other:?}"),
    };
    assert_eq!(unusable(MailSettings { host: "a\r\nb".into(), ..base() }), "host");
    assert_eq!(unusable(MailSettings { from: party("", "a\r\n@x.example"), ..base() }), "from");
    assert_eq!(unusable(MailSettings { reply_to: Some(party("", "a@x\r\n")), ..base() }), "reply_to");
    assert_eq!(unusable(MailSettings { helo: Some("x\r\nMAIL FROM:<a@b>".into()), ..base() }), "helo");
    assert_eq!(unusable(MailSettings { helo: Some("x y".into()), ..base() }), "helo");
    assert_eq!(unusable(MailSettings { timeout_secs: 0, ..base() }), "timeout_secs");
    let half = MailSettings { username: Some("u".into()), ..base() };
    assert!(matches!(Checked::new(half), Err(MailSettingsError::HalfALogin)));
    let clear = with_login(settings(&sink, Security::None));
    assert!(matches!(Checked::new(clear), Err(MailSettingsError::PasswordInTheClear)));
    let named =
        Checked::new(MailSettings { from: party("a\r\nBcc: b", "a@x.example"), ..base() }).expect("cleaned");
    assert_eq!(named.from.name.as_deref(), Some("a  Bcc: b"));
    let printed = format!("{:?}", with_login(base()));
    assert!(!printed.contains("canary") && !printed.contains("no-reply"), "{printed}");
}

#[test]
fn settings_are_read_with_their_usual_values() {
    let text = r#"{"host": "mail.example.com", "from": {"address": "crm@example.com"}}"#;
    let checked = Checked::new(serde_json::from_str(text).expect("reads")).expect("usable");
    assert_eq!((checked.port, checked.security, checked.timeout_secs), (465, Security::Tls, 30));
    let text =
        r#"{"host": "h", "security": "starttls", "from": {"address": "crm@example.com"}, "passwort": "x"}"#;
    assert!(serde_json::from_str::<MailSettings>(text).is_err(), "an unknown setting is a mistake");
}

#[tokio::test]
async fn refused_for_good_and_for_now_are_told_apart() {
    for (verb, reply, code, enhanced, for_good) in [
        ("CONNECT", "554 5.7.1 go away", 554, Some("5.7.1"), true),
        ("CONNECT", "421 4.3.2 busy", 421, Some("4.3.2"), false),
        ("MAIL", "550 5.7.1 canary not you", 550, Some("5.7.1"), true),
        ("RCPT", "550 5.1.1 no canary lina@example.com here", 550, Some("5.1.1"), true),
        ("RCPT", "450 lina@example.com is canary greylisted", 450, None, false),
        ("DATA", "452 4.3.1 canary full", 452, Some("4.3.1"), false),
        ("BODY", "554 5.6.0 canary spam", 554, Some("5.6.0"), true),
        ("BODY", "451 4.7.1 canary later", 451, Some("4.7.1"), false),
    ] {
        let script = SmtpScript { replies: vec![(verb, reply)], ..SmtpScript::default() };
        let (sink, result) = over_tls(script, Security::Tls, &mail()).await;
        let error = result.expect_err("refused");
        let expected = Reply { code, enhanced: enhanced.map(str::to_owned) };
        match &error {
            MailError::Refused { reply, .. } => assert!(for_good && *reply == expected, "{verb}: {error:?}"),
            MailError::Deferred { reply, .. } => {
                assert!(!for_good && *reply == expected, "{verb}: {error:?}");
            }
            other => panic!("{verb}: {other:?}"),
        }
        assert_eq!(error.may_pass(), !for_good);
        let said = everything_said(&error);
        assert!(!said.contains("canary") && !said.contains("lina"), "{said}");
        assert!(sink.received().is_empty());
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_apart_and_never_printed() {
    let script = SmtpScript { login: Some(("kedun".into(), "another".into())), ..SmtpScript::default() };
    let (sink, result) = over_tls(script, Security::StartTls, &mail()).await;
    let error = result.expect_err("refused");
    assert!(matches!(&error, MailError::LoginRefused { reply, .. } if reply.code == 535), "{error:?}");
    assert!(!everything_said(&error).contains("canary"));
    assert!(!error.may_pass());
    assert!(sink.received().is_empty() && !sink.verbs().contains(&"MAIL".to_owned()));
}

#[tokio::test]
async fn a_silent_server_costs_no_more_than_the_limit() {
    let authority = Authority::new().expect("an authority");
    for verb in ["CONNECT", "BODY"] {
        let script = SmtpScript { silent_after: Some(verb), ..SmtpScript::default() };
        let sink = SmtpSink::start(script).await.expect("a sink");
        let settings = MailSettings { timeout_secs: 1, ..settings(&sink, Security::None) };
        let result = out(settings, &authority).send(&mail()).await;
        assert!(matches!(result, Err(MailError::TooSlow { .. })), "{verb}: {result:?}");
    }
}

#[tokio::test]
async fn no_tls_means_no_mail() {
    let authority = Authority::new().expect("an authority");
    // A server that does not offer it, one that nobody vouches for, one of another name.
    let silent = SmtpSink::start(SmtpScript::default()).await.expect("a sink");
    let stranger =
        Authority::new().expect("an authority").server(&["mail.house.example"]).expect("a certificate");
    let stranger = SmtpSink::start(SmtpScript { starttls: Some(stranger), ..SmtpScript::default() }).await;
    let other = authority.server(&["other.house.example"]).expect("a certificate");
    let other = SmtpSink::start(SmtpScript { starttls: Some(other), ..SmtpScript::default() }).await;
    for sink in [silent, stranger.expect("a sink"), other.expect("a sink")] {
        let result = out(with_login(settings(&sink, Security::StartTls)), &authority).send(&mail()).await;
        assert!(matches!(result, Err(MailError::Tls { .. })), "{result:?}");
        assert!(sink.received().is_empty());
        assert!(!sink.verbs().iter().any(|verb| verb == "AUTH" || verb == "MAIL"), "{:?}", sink.verbs());
    }
}

#[tokio::test]
async fn what_is_injected_before_tls_is_never_believed() {
    let injected = "250 AUTH LOGIN\r\n";
    let script = SmtpScript { injected, ..SmtpScript::default() };
    let (sink, result) = over_tls(script, Security::StartTls, &mail()).await;
    assert!(matches!(result, Err(MailError::Tls { .. })), "{result:?}");
    assert!(sink.received().is_empty());
}

#[tokio::test]
async fn a_server_inside_the_house_has_to_be_listed_and_plain_is_for_listed_ones() {
    let sink = SmtpSink::start(SmtpScript::default()).await.expect("a sink");
    let authority = Authority::new().expect("an authority");
    let trust = Trust::only(authority.pem().as_bytes()).expect("trust");
    let inside = |_: &str| vec![std::net::IpAddr::from([127, 0, 0, 1])];
    let outside = |_: &str| vec![std::net::IpAddr::from([1, 1, 1, 1])];
    for (door, expected) in [
        (Door::with_names(Reach::Public, inside), Refusal::NotPublic),
        (Door::with_names(Reach::Public, outside), Refusal::NotEncrypted),
    ] {
        let way = MailOut::new(settings(&sink, Security::None), &door, &trust, clock()).expect("usable");
        let result = way.send(&mail()).await;
        assert!(
            matches!(&result, Err(MailError::RefusedTarget { why, .. }) if *why == expected),
            "{result:?}"
        );
    }
    let listed = Door::with_names(Reach::parse(&["mail.house.example"]).expect("a list"), inside);
    let way = MailOut::new(settings(&sink, Security::None), &listed, &trust, clock()).expect("usable");
    way.send(&mail()).await.expect("taken");
    assert_eq!(sink.received().len(), 1);
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let authority = Authority::new().expect("an authority");
    let sink = SmtpSink::start(SmtpScript::default()).await.expect("a sink");
    let gone = settings(&sink, Security::Tls);
    drop(sink);
    let result = out(MailSettings { port: Some(1), ..gone.clone() }, &authority).send(&mail()).await;
    assert!(matches!(result, Err(MailError::Unreachable { .. })), "{result:?}");
    let result = out(MailSettings { host: "nowhere.example".into(), ..gone }, &authority).send(&mail()).await;
    assert!(matches!(result, Err(MailError::Unreachable { source: None, .. })), "{result:?}");
}

fn checked() -> Checked {
    let text = r#"{"host": "mail.example.com", "from": {"name": "系统", "address": "crm@example.com"}}"#;
    Checked::new(serde_json::from_str(text).expect("reads")).expect("usable")
}

proptest! {
    /// Whatever people are called and write, the header has its eight fields, no line is ended by half, and the text
    /// comes out as it went in.
    #[test]
    fn no_text_breaks_out_of_its_place(name in "\\PC{0,40}|[\\x00-\\x7f]{0,40}", subject in any::<String>(), text in any::<String>()) {
        let mail = Mail { to: party(&name, "lina@example.com"), subject: subject.clone(), text: text.clone(), ..mail() };
        let composed = compose::compose(&mail, &checked(), Timestamp::UNIX_EPOCH).expect("composes");
        let raw = String::from_utf8(composed.raw.clone()).expect("ASCII");
        prop_assert!(raw.is_ascii());
        prop_assert!(!raw.replace("\r\n", "").contains(['\r', '\n', '\0']));
        let received = ReceivedMail { raw: composed.raw, ..ReceivedMail::default() };
        let letter = received.letter();
        let mut names = letter.header_names();
        names.retain(|name| *name != "content-transfer-encoding");
        names.sort_unstable();
        prop_assert_eq!(names, ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"]);
        let squeeze = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(squeeze(&letter.header("subject")), squeeze(&settings::shown(&subject, 200)));
        let plain = text.replace("\r\n", "\n").replace('\r', "\n");
        let plain: String = plain.chars().filter(|c| !c.is_control() || "\n\t".contains(*c)).collect();
        prop_assert_eq!(letter.text, plain.trim_end_matches('\n'));
    }
}

#[tokio::test]
async fn more_mails_than_connections_all_arrive() {
    let sink = SmtpSink::start(SmtpScript::default()).await.expect("a sink");
    let way = out(settings(&sink, Security::None), &Authority::new().expect("an authority"));
    let mut sending = tokio::task::JoinSet::new();
    for number in 0..MAX_CONNECTIONS * 3 {
        let (way, mail) = (way.clone(), Mail { id: format!("many-{number}"), ..mail() });
        sending.spawn(async move { way.send(&mail).await });
    }
    assert!(sending.join_all().await.iter().all(Result::is_ok));
    let ids = sink.received().iter().map(|mail| mail.letter().header("message-id")).collect::<Vec<_>>();
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), MAX_CONNECTIONS * 3);
}
