//! Files as they really come: with a mark, in GBK, as a workbook, damaged.

use records::NewImport;

use crate::support::{BOSS, counts, on_each_engine};

#[test]
fn a_mark_and_a_chinese_code_page_are_read() {
    on_each_engine(async |room| {
        let marked = "\u{feff}客户名称,行业,员工人数,网址\n上海云帆科技有限公司,软件,\"1,200\",https://yunfan.example\n";
        let import = room.upload("account", "客户.csv", marked).await;
        let fields: Vec<Option<&str>> =
            import.columns.iter().map(|column| column.suggested_field.as_deref()).collect();
        assert_eq!(fields, [Some("name"), Some("industry"), Some("employees"), Some("website")]);
        let import = room.map(&import).await;
        assert_eq!(room.start(import.id).await.result, counts(1, 0, 0));
        // 客户名称,行业 / 北京云杉贸易有限公司,零售 in GBK.
        let gbk: &[u8] = b"\xbf\xcd\xbb\xa7\xc3\xfb\xb3\xc6,\xd0\xd0\xd2\xb5\r\n\
            \xb1\xb1\xbe\xa9\xd4\xc6\xc9\xbc\xc3\xb3\xd2\xd7\xd3\xd0\xcf\xde\xb9\xab\xcb\xbe,\xc1\xe3\xca\xdb\r\n";
        let import = room.upload("account", "客户.csv", gbk).await;
        assert_eq!(import.encoding.as_deref(), Some("GB18030"));
        let import = room.map(&import).await;
        assert_eq!(room.start(import.id).await.result, counts(1, 0, 0));
        let accounts = room.list("account", &["name", "industry", "employees"]).await;
        assert_eq!(accounts[0]["employees"], 1200);
        assert_eq!(
            (&*accounts[1]["name"].to_string(), accounts[1]["industry"].as_str()),
            ("\"北京云杉贸易有限公司\"", Some("retail"))
        );
    });
}

#[test]
fn a_header_names_the_unit_and_the_currency() {
    on_each_engine(async |room| {
        let text = "客户名称,年营业额（万元）\n云帆,12.5\n";
        assert_eq!(room.bring_in("account", text).await.result, counts(1, 0, 0));
        let revenue = async || room.list("account", &["annual_revenue"]).await[0]["annual_revenue"].clone();
        assert_eq!(revenue().await, serde_json::json!({"amount": "125000.00", "currency": "CNY"}));
        // What an export writes beside an amount is read again; without it a record keeps the currency it has.
        let text = "客户名称,年营业额,年营业额（币种）\n云帆,7,USD\n";
        assert_eq!(room.bring_in("account", text).await.result, counts(0, 1, 0));
        assert_eq!(revenue().await, serde_json::json!({"amount": "7.00", "currency": "USD"}));
        assert_eq!(room.bring_in("account", "客户名称,年营业额\n云帆,8\n").await.result, counts(0, 1, 0));
        assert_eq!(revenue().await, serde_json::json!({"amount": "8.00", "currency": "USD"}));
    });
}

#[test]
fn a_file_that_can_not_be_read_leaves_nothing_behind() {
    on_each_engine(async |room| {
        let before = store::testing::digest(room.test.database(), &[]);
        for (bytes, code) in [
            (b"name,phone\nA,\"138\nB,139\n".as_slice(), "csv_quotes"),
            (b"", "file_empty"),
            (b"name\n\xff\xfe\x41\xd8\n", "file_encoding"),
            (b"PK\x03\x04 not a workbook", "file_damaged"),
        ] {
            let new =
                NewImport { object: "account".into(), name: "a.csv".into(), bytes: bytes.to_vec().into() };
            let refused = room.records.import_upload(&room.caller(BOSS), new).await;
            assert_eq!(refused.err().map(|error| error.problem().code), Some(code));
        }
        assert_eq!(store::testing::digest(room.test.database(), &[]), before);
    });
}
