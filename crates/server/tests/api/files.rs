//! Files: streamed out, bounded in, and swept when no record takes them.

use std::sync::Arc;

use http::Method;
use http_body_util::BodyExt;
use model::{FileId, ManualClock, UserId};
use serde_json::{Value, json};
use server::{FileLimits, House, HouseOptions, Storage};
use store::EmbeddedOptions;
use store::system::files::{FileRow, file_create, file_find};
use vault::{KeyFile, PasswordCost, RootKeyProvider as _, SeededEntropy};

use crate::support::{Answer, Company};

const KIB: usize = 1024;

async fn upload(company: &Company, who: &str, bytes: usize) -> Answer {
    let ask = company.by(who).ask(Method::POST, "/api/v1/files?name=notes.txt&object=account");
    ask.bytes(vec![b'x'; bytes], "text/plain").send().await
}

fn path(file: &Value) -> String {
    format!("/api/v1/files/{}", file["id"].as_str().unwrap())
}

async fn a_file_comes_out_piece_by_piece(company: &Company) {
    let text: Vec<u8> = (0..700 * KIB).map(|place| b"0123456789abcdef"[place / 1000 % 16]).collect();
    let rep = company.by("rep");
    let ask = rep.ask(Method::POST, "/api/v1/files?name=notes.txt&object=account");
    let file = ask.bytes(text.clone(), "text/plain").send().await.ok();
    let response = rep.ask(Method::GET, &path(&file)).open().await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-length"], text.len().to_string());
    let (mut body, mut pieces, mut whole) = (response.into_body(), 0, Vec::new());
    while let Some(frame) = body.frame().await {
        let piece = frame.unwrap().into_data().unwrap();
        assert!(piece.len() <= 256 * KIB, "no more than a piece is ever in memory");
        whole.extend_from_slice(&piece);
        pieces += 1;
    }
    assert_eq!((pieces, whole == text), (3, true));
    // A file that goes away in the middle is cut off, not ended.
    let mut body = rep.ask(Method::GET, &path(&file)).open().await.into_body();
    body.frame().await.unwrap().unwrap();
    company.wait(25 * 60 * 60);
    assert_eq!(company.sweep_files().await, 1);
    assert!(body.frame().await.unwrap().is_err());
    company.sign_in_again("rep").await;
    company.by("rep").get(&path(&file)).await.refused(404, "not_found");
}

async fn uploads_have_their_room(company: &Company) {
    let first = upload(company, "rep", 1_500 * KIB).await.ok();
    let before = company.digest().await;
    upload(company, "rep", 600 * KIB).await.refused(409, "uploads_full");
    assert_eq!(company.digest().await, before);
    // What a record holds is not lying about.
    company.made("rep", "account", json!({"name": "Yunling", "files": [first["id"]]})).await;
    upload(company, "rep", 600 * KIB).await.ok();
    // Everybody's together have a bound too, by whatever way they come in.
    upload(company, "other", 1_500 * KIB).await.ok();
    let before = company.digest().await;
    upload(company, "manager", 600 * KIB).await.refused(409, "files_full");
    let import = company.by("operator").ask(Method::POST, "/api/v1/imports?object=account&name=a.csv");
    let mut rows = b"name\n".to_vec();
    rows.resize(600 * KIB, b'x');
    import.bytes(rows, "text/csv").send().await.refused(409, "files_full");
    assert_eq!(company.digest().await, before);
    for _ in 0..4 {
        upload(company, "rep", 10).await.ok();
    }
    upload(company, "rep", 10).await.refused(409, "uploads_full");
}

async fn what_no_record_takes_is_swept_after_a_day(company: &Company) {
    let held = upload(company, "rep", 10).await.ok();
    let account = company.made("rep", "account", json!({"name": "Yunling", "files": [held["id"]]})).await;
    let loose = upload(company, "rep", 10).await.ok();
    company.wait(23 * 60 * 60);
    assert_eq!(company.sweep_files().await, 0);
    company.wait(2 * 60 * 60);
    company.sign_in_again("rep").await;
    let fresh = upload(company, "rep", 10).await.ok();
    assert_eq!(company.sweep_files().await, 1);
    let rep = company.by("rep");
    assert_eq!(rep.get(&path(&held)).await.status, 200);
    assert_eq!(rep.get(&path(&fresh)).await.status, 200);
    rep.get(&path(&loose)).await.refused(404, "not_found");
    rep.change(&account.path(), 1, json!({"files": [loose["id"]]}))
        .await
        .refused_field("files", "link_not_found");
    let log = company.log().await;
    let event = log.iter().rfind(|event| event.action == "files_swept").unwrap();
    assert_eq!((event.detail["count"].as_i64(), &*event.actor_name), (Some(1), "system:kedun"));
}

on_both_engines!(
    a_file_comes_out_piece_by_piece,
    uploads_have_their_room,
    what_no_record_takes_is_swept_after_a_day,
);

/// The house sweeps by itself: a program that starts a day later finds nothing of the day before.
#[test]
fn the_house_sweeps_by_itself() {
    crate::support::run_alone(async {
        let place = tempfile::tempdir().unwrap();
        let key = KeyFile::at(place.path().join("data.key"));
        key.create(&SeededEntropy::new(3)).unwrap();
        let began: jiff::Timestamp = "2026-11-18T08:00:00Z".parse().unwrap();
        let open = async |clock: Arc<ManualClock>| {
            let root = key.root_key().unwrap();
            let file = place.path().join("data").join("kedun.db");
            let options = HouseOptions {
                storage: Storage::Embedded(EmbeddedOptions::new(file, root.database_key())),
                root,
                node: "test".into(),
                audit_mode: audit::Mode::Direct,
                witness: None,
                file_limits: FileLimits::default(),
                base_url: "https://crm.example:8443".into(),
                breached: None,
                post: std::sync::Arc::new(identity::NoPost),
                fetch: std::sync::Arc::new(identity::NoFetch),
                places: std::sync::Arc::new(identity::NoPlaces),
                password_cost: PasswordCost::cheap_for_tests(),
                clock,
                entropy: Arc::new(SeededEntropy::new(7)),
            };
            House::open(options).await.unwrap()
        };
        let clock = Arc::new(ManualClock::at(began));
        let house = open(clock.clone()).await;
        let id = FileId::fresh(&*clock, &SeededEntropy::new(9));
        let row = FileRow {
            id,
            name_sealed: vec![1],
            media_type: "text/plain".into(),
            size: 1,
            sha256: vec![0; 32],
            object: "account".into(),
            record_id: None,
            created_by: UserId::fresh(&*clock, &SeededEntropy::new(9)),
            created_at: began,
        };
        house.db.write(move |writer| file_create(writer, &row)).await.unwrap();
        house.close().await;
        clock.advance_secs(25 * 60 * 60);
        let house = open(clock).await;
        while house.db.read(move |reader| file_find(reader, id)).await.unwrap().is_some() {
            tokio::task::yield_now().await;
        }
        house.close().await;
    });
}
