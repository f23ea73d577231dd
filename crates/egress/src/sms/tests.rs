use aws_lc_rs::{digest, hmac};
use jiff::Timestamp;
use model::{Locale, ManualClock};

use super::*;
use crate::http_out::tests::everything_said;
use crate::testing::{Answer, Authority, HttpSink, Received, open_door};
use crate::trust::Trust;
use crate::{Reach, Refusal, Sealed};

const NUMBER: &str = "13711112222";
const CODE: &str = "904217";
const SECRET: &str = "canary-secret-canary-secret-canary";

struct Sevens;

impl Entropy for Sevens {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

fn message() -> SmsMessage {
    SmsMessage {
        to: PhoneNumber::parse("+8613711112222").expect("a number"),
        purpose: "sign_in_code".into(),
        language: Locale::Zh,
        text: Sealed::new("【开门】验证码 904217，5 分钟内有效。"),
        params: vec![("code".into(), CODE.into()), ("minutes".into(), "5".into())],
    }
}

fn template(language: Locale, id: &str, params: &[&str]) -> Template {
    let params = params.iter().map(|&name| name.to_owned()).collect();
    Template { purpose: "sign_in_code".into(), language, id: id.into(), params }
}

fn generic(endpoint: String) -> SmsSettings {
    SmsSettings::Generic(GenericSettings { endpoint, secret: SECRET.into(), templates: Vec::new() })
}

fn aliyun(endpoint: String) -> SmsSettings {
    SmsSettings::Aliyun(AliyunSettings {
        access_key_id: "canary-id".into(),
        access_key_secret: SECRET.into(),
        sign_name: "开门".into(),
        templates: vec![template(Locale::Zh, "SMS_1", &[]), template(Locale::En, "SMS_2", &["code"])],
        endpoint: Some(endpoint),
    })
}

fn tencent(endpoint: String) -> SmsSettings {
    SmsSettings::Tencent(TencentSettings {
        secret_id: "canary-id".into(),
        secret_key: SECRET.into(),
        sdk_app_id: "1400006666".into(),
        sign_name: "开门".into(),
        templates: vec![template(Locale::Zh, "449739", &["code", "minutes"])],
        region: None,
        endpoint: Some(endpoint),
    })
}

/// Settings with that endpoint.
type Settings = fn(String) -> SmsSettings;

const GATEWAYS: [Settings; 3] = [generic, aliyun, tencent];

fn way(settings: SmsSettings, door: &crate::Door) -> SmsOut {
    let authority = Authority::new().expect("an authority");
    let http =
        HttpOut::new(door, &Trust::only(authority.pem().as_bytes()).expect("trust")).expect("a client");
    // 2019-02-26T00:44:25+08:00: there the date is already another one than in UTC.
    let clock = Arc::new(ManualClock::at(Timestamp::from_second(1_551_113_065).expect("a time")));
    SmsOut::new(settings, http, clock, Arc::new(Sevens)).expect("usable settings")
}

async fn send(settings: Settings, answer: Answer, message: &SmsMessage) -> (HttpSink, Result<(), SmsError>) {
    let sink = HttpSink::start(None, move |_| answer.clone()).await.expect("a sink");
    let way = way(settings(format!("{}/", sink.origin())), &open_door(&[&sink.origin()]).expect("a door"));
    let result = way.within(Duration::from_millis(500)).send(message).await;
    (sink, result)
}

async fn taken(settings: Settings, answer: &str, message: &SmsMessage) -> Received {
    let (sink, result) = send(settings, Answer::json(200, answer), message).await;
    result.expect("taken");
    sink.received().remove(0)
}

const ALIYUN_OK: &str = r#"{"RequestId":"F655A8D5","Message":"OK","BizId":"9006","Code":"OK"}"#;
const TENCENT_OK: &str = r#"{"Response":{"SendStatusSet":[{"SerialNo":"1","PhoneNumber":"+8613711112222","Fee":1,"Code":"Ok"}],"RequestId":"a"}}"#;

// The gateways' side, written apart from ours: from what came over the wire back to the signature.

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

fn json_of(received: &Received) -> serde_json::Value {
    serde_json::from_slice(&received.body).expect("JSON")
}

#[tokio::test]
async fn a_generic_gateway_verifies_what_it_receives() {
    let received = taken(generic, "", &message()).await;
    assert_eq!(received.header("x-kedun-timestamp"), "1551113065");
    let signed = [b"1551113065.".as_slice(), &received.body].concat();
    let expected = hex::encode(mac(SECRET.as_bytes(), std::str::from_utf8(&signed).expect("UTF-8")));
    assert_eq!(received.header("x-kedun-signature"), format!("v1={expected}"));
    assert_eq!(
        json_of(&received),
        serde_json::json!({
            "to": "+8613711112222", "text": "【开门】验证码 904217，5 分钟内有效。", "template": "sign_in_code",
            "language": "zh", "params": {"code": "904217", "minutes": "5"},
        })
    );
}

#[tokio::test]
async fn alibaba_cloud_verifies_what_it_receives() {
    let received = taken(aliyun, ALIYUN_OK, &message()).await;
    let (path, query) = received.target.split_once('?').expect("a query");
    let authorization = received.header("authorization");
    let (start, signature) = authorization.split_once(",Signature=").expect("a signature");
    let (credential, names) = start.split_once(",SignedHeaders=").expect("names");
    assert_eq!((received.method.as_str(), credential), ("POST", "ACS3-HMAC-SHA256 Credential=canary-id"));
    let lines: Vec<String> =
        names.split(';').map(|name| format!("{name}:{}\n", received.header(name))).collect();
    let canonical = ["POST", path, query, &lines.concat(), names, &hash(&received.body)].join("\n");
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", hash(canonical.as_bytes()));
    assert_eq!(signature, hex::encode(mac(SECRET.as_bytes(), &to_sign)));
    for required in [
        "host",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-version",
    ] {
        assert!(names.split(';').any(|name| name == required), "{required}");
    }
    assert_eq!(received.header("x-acs-date"), "2019-02-25T16:44:25Z");
    assert_eq!(received.header("x-acs-signature-nonce"), "07".repeat(16));
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let expected = [
        ("PhoneNumbers", NUMBER),
        ("SignName", "开门"),
        ("TemplateCode", "SMS_1"),
        ("TemplateParam", r#"{"code":"904217","minutes":"5"}"#),
    ];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn tencent_cloud_verifies_what_it_receives() {
    let received = taken(tencent, TENCENT_OK, &message()).await;
    let lines = format!(
        "content-type:application/json; charset=utf-8\nhost:{}\nx-tc-action:{}\n",
        received.header("host"),
        received.header("x-tc-action").to_lowercase()
    );
    let names = "content-type;host;x-tc-action";
    let canonical = ["POST", "/", "", &lines, names, &hash(&received.body)].join("\n");
    let to_sign =
        ["TC3-HMAC-SHA256", "1551113065", "2019-02-25/sms/tc3_request", &hash(canonical.as_bytes())];
    let day = mac(format!("TC3{SECRET}").as_bytes(), "2019-02-25");
    let signature = hex::encode(mac(&mac(&mac(&day, "sms"), "tc3_request"), &to_sign.join("\n")));
    assert_eq!(
        received.header("authorization"),
        format!(
            "TC3-HMAC-SHA256 Credential=canary-id/2019-02-25/sms/tc3_request, SignedHeaders={names}, Signature={signature}"
        )
    );
    assert_eq!(received.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(
        ["x-tc-action", "x-tc-version", "x-tc-timestamp", "x-tc-region"].map(|name| received.header(name)),
        ["SendSms", "2021-01-11", "1551113065", "ap-guangzhou"]
    );
    assert_eq!(
        json_of(&received),
        serde_json::json!({
            "PhoneNumberSet": ["+8613711112222"], "SmsSdkAppId": "1400006666", "SignName": "开门",
            "TemplateId": "449739", "TemplateParamSet": ["904217", "5"],
        })
    );
}

#[tokio::test]
async fn the_template_is_that_of_purpose_and_language() {
    let english = taken(aliyun, ALIYUN_OK, &SmsMessage { language: Locale::En, ..message() }).await;
    assert!(english.target.contains("TemplateCode=SMS_2&TemplateParam=%7B%22code%22%3A%22904217%22%7D"));
    // Tencent's settings name a Chinese template only.
    let fallen_back = taken(tencent, TENCENT_OK, &SmsMessage { language: Locale::En, ..message() }).await;
    assert_eq!(json_of(&fallen_back)["TemplateId"], "449739");
    for unfit in [
        SmsMessage { purpose: "other".into(), ..message() },
        SmsMessage { params: vec![("code".into(), CODE.into())], ..message() },
    ] {
        let (sink, result) = send(tencent, Answer::json(200, TENCENT_OK), &unfit).await;
        assert!(matches!(result, Err(SmsError::NoTemplate)), "{result:?}");
        assert!(sink.received().is_empty());
    }
}

#[tokio::test]
async fn a_number_abroad_keeps_its_country() {
    let abroad = SmsMessage { to: PhoneNumber::parse("+85261234567").expect("a number"), ..message() };
    let received = taken(aliyun, ALIYUN_OK, &abroad).await;
    assert!(received.target.starts_with("/?PhoneNumbers=85261234567&"));
    assert_eq!(json_of(&taken(tencent, TENCENT_OK, &abroad).await)["PhoneNumberSet"][0], "+85261234567");
}

/// What a test expects of an answer.
#[derive(Debug, PartialEq)]
enum Expected {
    Limited(&'static str),
    Refused(&'static str),
    Unreachable(Option<u16>),
}

fn seen(error: &SmsError) -> Option<Expected> {
    let known = [
        "isv.BUSINESS_LIMIT_CONTROL",
        "isv.AMOUNT_NOT_ENOUGH",
        "Throttling.User",
        "SignatureDoesNotMatch",
        "LimitExceeded.PhoneNumberDailyLimit",
        "FailedOperation.InsufficientBalanceInSmsPackage",
        "AuthFailure.SignatureFailure",
        "RequestLimitExceeded",
        "http.429",
        "http.403",
        "http.302",
        "unprintable",
    ];
    let known = |code: &String| known.into_iter().find(|known| known == code);
    match error {
        SmsError::Limited { code } => known(code).map(Expected::Limited),
        SmsError::Refused { code } => known(code).map(Expected::Refused),
        SmsError::Unreachable { status, .. } => Some(Expected::Unreachable(*status)),
        SmsError::NoTemplate | SmsError::BadMessage => None,
    }
}

#[tokio::test]
async fn answers_of_gateways_are_told_apart_and_tell_nothing_of_the_message() {
    let status = |code: &str| {
        format!(r#"{{"Response":{{"SendStatusSet":[{{"Code":"{code}","Message":"{NUMBER} {CODE}"}}]}}}}"#)
    };
    let failed = |code: &str| {
        format!(r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"{NUMBER}"}},"RequestId":"a"}}}}"#)
    };
    let code = |code: &str| format!(r#"{{"Code":"{code}","Message":"{NUMBER} {CODE}"}}"#);
    let redirect = Answer::Reply(302, vec![("location".into(), "https://evil.example/".into())], Vec::new());
    let cases: Vec<(Settings, Answer, Expected)> = vec![
        (
            aliyun,
            Answer::json(200, &code("isv.BUSINESS_LIMIT_CONTROL")),
            Expected::Limited("isv.BUSINESS_LIMIT_CONTROL"),
        ),
        (aliyun, Answer::json(400, &code("Throttling.User")), Expected::Limited("Throttling.User")),
        (
            aliyun,
            Answer::json(200, &code("isv.AMOUNT_NOT_ENOUGH")),
            Expected::Refused("isv.AMOUNT_NOT_ENOUGH"),
        ),
        (
            aliyun,
            Answer::json(400, &code("SignatureDoesNotMatch")),
            Expected::Refused("SignatureDoesNotMatch"),
        ),
        (aliyun, Answer::json(200, &code("isp.SYSTEM_ERROR")), Expected::Unreachable(Some(200))),
        (aliyun, Answer::json(200, &code(&format!("isv.{NUMBER}"))), Expected::Refused("unprintable")),
        (aliyun, Answer::json(200, &code(&format!("isv.{CODE}"))), Expected::Refused("unprintable")),
        (aliyun, Answer::json(200, &code("a b")), Expected::Refused("unprintable")),
        (aliyun, Answer::json(503, &code("OK")), Expected::Unreachable(Some(503))),
        (
            tencent,
            Answer::json(200, &status("LimitExceeded.PhoneNumberDailyLimit")),
            Expected::Limited("LimitExceeded.PhoneNumberDailyLimit"),
        ),
        (
            tencent,
            Answer::json(200, &status("FailedOperation.InsufficientBalanceInSmsPackage")),
            Expected::Refused("FailedOperation.InsufficientBalanceInSmsPackage"),
        ),
        (
            tencent,
            Answer::json(200, &failed("AuthFailure.SignatureFailure")),
            Expected::Refused("AuthFailure.SignatureFailure"),
        ),
        (
            tencent,
            Answer::json(200, &failed("RequestLimitExceeded")),
            Expected::Limited("RequestLimitExceeded"),
        ),
        (tencent, Answer::json(200, &failed("InternalError.Timeout")), Expected::Unreachable(Some(200))),
        (
            tencent,
            Answer::json(200, r#"{"Response":{"SendStatusSet":[]}}"#),
            Expected::Unreachable(Some(200)),
        ),
        (generic, Answer::json(429, ""), Expected::Limited("http.429")),
        (generic, Answer::json(403, NUMBER), Expected::Refused("http.403")),
        (generic, redirect, Expected::Refused("http.302")),
        (generic, Answer::json(500, ""), Expected::Unreachable(Some(500))),
    ];
    for (settings, answer, expected) in cases {
        let (_sink, result) = send(settings, answer.clone(), &message()).await;
        let error = result.expect_err("not taken");
        assert_eq!(seen(&error), Some(expected), "{answer:?}: {error:?}");
        tells_nothing(&everything_said(&error));
    }
}

#[tokio::test]
async fn broken_and_slow_gateways_are_unreachable() {
    for settings in GATEWAYS {
        for (answer, status) in [
            (Answer::Reply(500, Vec::new(), b"<html>oops</html>".to_vec()), Some(500)),
            (Answer::Raw(b"garbage\r\n\r\n".to_vec()), None),
            (Answer::Stall(Vec::new()), None),
            (Answer::Reply(200, Vec::new(), vec![b'x'; 65 * 1024]), None),
        ] {
            let (_sink, result) = send(settings, answer, &message()).await;
            let error = result.expect_err("not taken");
            assert_eq!(seen(&error), Some(Expected::Unreachable(status)), "{error:?}");
            tells_nothing(&everything_said(&error));
        }
    }
    for settings in [aliyun, tencent] {
        for garbage in ["<html>welcome</html>", "", "[]", r#"{"Code": 7}"#] {
            let (_sink, result) = send(settings, Answer::json(200, garbage), &message()).await;
            assert_eq!(
                result.as_ref().err().and_then(seen),
                Some(Expected::Unreachable(Some(200))),
                "{garbage}"
            );
        }
    }
}

#[tokio::test]
async fn a_gateway_inside_the_house_has_to_be_listed() {
    let door = crate::Door::new(Reach::Public);
    let result = way(generic("https://10.0.0.7/".into()), &door).send(&message()).await;
    let Err(SmsError::Unreachable { source: Some(source), .. }) = result else { panic!("{result:?}") };
    assert!(matches!(*source, crate::HttpError::RefusedTarget { why: Refusal::NotPublic, .. }));
}

fn tells_nothing(said: &str) {
    for secret in [NUMBER, CODE, "canary"] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[test]
fn nothing_prints_a_number_a_code_or_a_key() {
    tells_nothing(&format!("{:?}", message()));
    for settings in GATEWAYS {
        let settings = settings("https://gateway.example/".into());
        let printed = format!("{settings:?}").replace("canary-id", "");
        tells_nothing(&printed);
        tells_nothing(&format!("{:?}", way(settings, &crate::Door::new(Reach::Public))));
    }
}
