//! A room with a company's people in it.

use std::sync::Arc;

use access::{Directory, Principal, RoleKey, User};
use audit::{Chain, Log, Mode};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use metadata::ReadContext;
use model::{Clock, ImportId, Locale, ManualClock, UserId};
use records::{
    Caller, Callers, ExportFormat, ExportHeaders, ExportRequest, FileLimits, Import, ImportCounts,
    ListRequest, MappedColumn, Mapping, NewImport, Parts, Records,
};
use store::Dialect;
use store::testing::TestDatabase;
use uuid::Uuid;
use vault::{KeyTree, RootKey, SeededEntropy};

/// Everything of one test.
pub(crate) struct Room {
    // The room goes before its database.
    pub(crate) records: Records,
    pub(crate) clock: Arc<ManualClock>,
    directory: Arc<Directory>,
    pub(crate) test: TestDatabase,
}

pub(crate) const BOSS: u128 = 1;
pub(crate) const REP: u128 = 2;
pub(crate) const OTHER_BOSS: u128 = 3;
/// Two who are in the files and have not come yet.
pub(crate) const MOSES: u128 = 11;
pub(crate) const DARCEL: u128 = 12;

fn user(id: u128, name: &str, role: Option<&str>) -> User {
    User {
        id: UserId(Uuid::from_u128(id)),
        name: name.into(),
        team: None,
        active: role.is_some(),
        roles: role.into_iter().map(|key| RoleKey::new(key).unwrap()).collect(),
    }
}

/// Runs a test on a fresh room of each engine.
#[expect(clippy::needless_pass_by_value, reason = "a test hands its body over")]
pub(crate) fn on_each_engine(test: impl AsyncFn(&mut Room)) {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let database = TestDatabase::of(dialect);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let mut room = Room::open(database).await;
            test(&mut room).await;
        });
    }
}

impl Room {
    pub(crate) async fn open(test: TestDatabase) -> Self {
        let entropy = Arc::new(SeededEntropy::new(7));
        let root = RootKey::fresh(&*entropy).unwrap();
        let keks = root.first_keks(&*entropy).unwrap();
        let vault = Arc::new(KeyTree::new(&root, keks, entropy.clone()).unwrap());
        let clock = Arc::new(ManualClock::at("2026-11-18T08:00:00Z".parse().unwrap()));
        let db = test.database().clone();
        let chain = Chain::new("test", Arc::clone(&vault));
        let (log, _) = Log::open(db.clone(), chain, clock.clone(), Mode::Direct, None).unwrap();
        let company = ReadContext::default();
        let users = [
            user(BOSS, "Zhang Wei", Some("administrator")),
            user(REP, "Li Na", Some("sales_rep")),
            user(OTHER_BOSS, "Wang Fang", Some("administrator")),
            user(MOSES, "Moses Frase", None),
            user(DARCEL, "Darcel Schlecht", None),
        ];
        let directory = Arc::new(Directory::new(1, users, [], access::shipped_roles().unwrap()));
        let callers = callers_of(Arc::clone(&directory));
        let file_limits = FileLimits::default();
        let parts = Parts { db, vault, log, clock: clock.clone(), entropy, company, callers, file_limits };
        let records = Records::open(parts).await.unwrap();
        Self { records, clock, directory, test }
    }

    pub(crate) fn caller(&self, id: u128) -> Caller {
        caller_of(&self.directory, UserId(Uuid::from_u128(id))).unwrap()
    }

    /// Who people are, as the worker asks.
    pub(crate) fn callers(&self) -> Callers {
        callers_of(Arc::clone(&self.directory))
    }

    /// Uploads a file.
    pub(crate) async fn upload(&self, object: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Import {
        let new = NewImport { object: object.into(), name: name.into(), bytes: bytes.into().into() };
        self.records.import_upload(&self.caller(BOSS), new).await.unwrap()
    }

    /// Maps as suggested.
    pub(crate) async fn map(&self, import: &Import) -> Import {
        let mapping = suggested(import);
        self.records.import_map(&self.caller(BOSS), import.id, mapping).await.unwrap()
    }

    /// Lets the worker do what waits.
    pub(crate) async fn work(&self) {
        while self.records.import_work(&self.callers()).await.unwrap() {}
    }

    /// Tries every row.
    pub(crate) async fn check(&self, id: ImportId) -> Import {
        self.records.import_check(&self.caller(BOSS), id).await.unwrap();
        self.work().await;
        self.get(id).await
    }

    /// Writes the rows.
    pub(crate) async fn start(&self, id: ImportId) -> Import {
        self.records.import_start(&self.caller(BOSS), id).await.unwrap();
        self.work().await;
        self.get(id).await
    }

    pub(crate) async fn get(&self, id: ImportId) -> Import {
        self.records.import_get(&self.caller(BOSS), id).await.unwrap()
    }

    /// The whole way, with what is suggested.
    pub(crate) async fn bring_in(&self, object: &str, text: &str) -> Import {
        let import = self.upload(object, "file.csv", text).await;
        let import = self.map(&import).await;
        assert_eq!(import.matches, [], "nothing to decide");
        self.start(import.id).await
    }

    /// The records of an object as the API shows them, by title.
    pub(crate) async fn list(&self, object: &str, fields: &[&str]) -> Vec<serde_json::Value> {
        let fields = fields.iter().map(|name| (*name).to_owned()).collect();
        let request = ListRequest {
            fields: Some(fields),
            sort: Some("number".into()),
            limit: Some(200),
            ..ListRequest::default()
        };
        let page = self.records.list(&self.caller(BOSS), object, &request, |page| page).await.unwrap();
        assert!(page.next.is_none(), "one page holds them");
        page.items.iter().map(|record| serde_json::to_value(record).unwrap()["values"].clone()).collect()
    }

    /// An export, whole.
    pub(crate) async fn export(
        &self,
        who: u128,
        object: &str,
        headers: ExportHeaders,
        format: ExportFormat,
    ) -> Vec<u8> {
        let request = ExportRequest { object: object.into(), headers, format, ..ExportRequest::default() };
        let export = self.records.export(&self.caller(who), &request).await.unwrap();
        whole(export.stream).await
    }

    /// A digest of all that an import that changes nothing must leave alone.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let beside: &[&str] =
            &["job", "stored_file", "stored_chunk", "audit_event", "audit_checkpoint", "setting"];
        store::testing::digest(self.test.database(), beside)
    }
}

/// A file on its way out, whole.
pub(crate) async fn whole(stream: BoxStream<'static, Result<bytes::Bytes, records::Error>>) -> Vec<u8> {
    stream.map(Result::unwrap).collect::<Vec<_>>().await.concat()
}

fn callers_of(directory: Arc<Directory>) -> Callers {
    Arc::new(move |id| caller_of(&directory, id))
}

fn caller_of(directory: &Arc<Directory>, id: UserId) -> Option<Caller> {
    let principal = Principal::on_behalf(directory, id)?;
    let zone = "Asia/Shanghai".into();
    Some(Caller { principal, session: None, address: None, locale: Locale::En, zone })
}

/// What the analysis suggests, as a mapping.
pub(crate) fn suggested(import: &Import) -> Mapping {
    let columns = import.columns.iter().map(|column| MappedColumn {
        column: column.column.clone(),
        field: column.suggested_field.clone(),
        ..MappedColumn::default()
    });
    Mapping {
        columns: columns.collect(),
        update_by: import.update_by.clone(),
        mode: import.mode,
        ..Mapping::default()
    }
}

/// Counts with nothing rejected or left empty.
#[expect(clippy::unnecessary_wraps, reason = "as an import holds its counts")]
pub(crate) fn counts(created: u64, updated: u64, unchanged: u64) -> Option<ImportCounts> {
    Some(ImportCounts { created, updated, unchanged, ..ImportCounts::default() })
}

/// The time, so that tests need not name the trait.
pub(crate) fn now(room: &Room) -> jiff::Timestamp {
    room.clock.now()
}
