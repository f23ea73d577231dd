//! Factors, flows, codes, links, devices: what works once works once, and what is over is gone.

use model::{SessionId, UserId};
use store::system::codes::{self, CodeRow};
use store::system::devices::{self, DeviceRow};
use store::system::factors::{self, FactorRow};
use store::system::flows::{self, FlowRow};
use store::system::{links, passwords, users};
use store::testing::each_engine;
use store::{Error, Writer};

use crate::{at, id, user, write};

const ANN: UserId = UserId(uuid::Uuid::from_u128(1));

fn factor(n: u128, kind: &str) -> FactorRow {
    FactorRow {
        id: id(n),
        user_id: ANN,
        kind: kind.into(),
        label: "Phone".into(),
        secret_sealed: vec![7; 40],
        credential_hash: (kind == "passkey").then(|| vec![9; 32]),
        last_step: None,
        created_at: at(0),
        confirmed_at: None,
        last_used_at: None,
    }
}

fn with_ann(w: &mut Writer<'_>) -> Result<(), Error> {
    users::user_create(w, &user(1, "ann"))
}

#[test]
fn factors_are_confirmed_once_and_a_step_is_used_once() {
    each_engine(|database| {
        write(database, |w| {
            with_ann(w)?;
            factors::factor_create(w, &factor(10, "totp"))?;
            factors::factor_create(w, &factor(11, "passkey"))?;
            assert!(
                factors::factor_confirm(w, id(10), at(1))? && !factors::factor_confirm(w, id(10), at(2))?
            );
            let used = [5, 4, 5, 6].map(|step| factors::factor_step_use(w, id(10), step, at(3)));
            assert_eq!(used.map(Result::unwrap), [true, false, false, true]);
            assert_eq!(factors::factor_kinds(w)?, [(ANN, "totp".to_owned())]);
            assert!(factors::factor_used(w, id(11), Some(&[1, 2]), at(4))?);
            let found = factors::factor_find_by_credential(w, &[9; 32])?.unwrap();
            assert_eq!((found.secret_sealed, found.last_used_at), (vec![1, 2], Some(at(4))));
            assert!(!factors::factor_rename(w, UserId(id(2)), id(10), "Stolen")?);
            factors::factors_drop_unconfirmed(w, ANN, "passkey")?;
            assert_eq!(factors::factors_of_user(w, ANN)?.len(), 1);

            factors::recovery_codes_replace(w, ANN, &[vec![1; 16], vec![2; 16]], Some(at(5)))?;
            assert!(factors::recovery_code_use(w, ANN, &[1; 16], at(6))?);
            assert!(!factors::recovery_code_use(w, ANN, &[1; 16], at(7))?);
            assert_eq!(factors::recovery_codes_count(w, ANN)?, (1, 2));
            assert_eq!(factors::factors_remove_all(w, ANN)?, 1);
            assert_eq!(factors::recovery_codes_count(w, ANN)?, (0, 0));
            Ok(())
        });
        let twice = database.write_blocking(|w| {
            factors::factor_create(w, &factor(20, "passkey"))?;
            factors::factor_create(w, &factor(21, "passkey"))
        });
        assert!(matches!(twice, Err(Error::UniqueViolation { .. })), "{twice:?}");
    });
}

#[test]
fn of_two_answers_to_one_step_one_counts() {
    each_engine(|database| {
        write(database, |w| {
            with_ann(w)?;
            let mut flow = FlowRow {
                id: id(30),
                token_hash: vec![3; 32],
                purpose: "sign_in".into(),
                user_id: Some(ANN),
                session_id: Some(SessionId(id(99))),
                proofs: "password".into(),
                password_hash: None,
                challenge_sealed: Some(vec![8; 20]),
                created_at: at(0),
                expires_at: at(600),
                version: 1,
                risk: "low".into(),
                origin_hash: vec![5; 32],
                of_stranger: true,
            };
            flows::flow_create(w, &flow)?;
            assert_eq!(flows::flow_find(w, &[3; 32])?.as_ref(), Some(&flow));
            flow.proofs = "password,totp".into();
            assert!(flows::flow_step(w, &flow)? && !flows::flow_step(w, &flow)?);
            assert!(!flows::flow_end(w, flow.id, 1)? && flows::flow_end(w, flow.id, 2)?);
            flows::flow_create(w, &flow)?;
            assert_eq!((flows::flows_sweep(w, at(600))?, flows::flows_sweep(w, at(601))?), (0, 1));
            flows::flow_create(w, &flow)?;
            let begun = |n: u8, origin: u8, of_stranger| FlowRow {
                id: id(30 + u128::from(n)),
                token_hash: vec![3 + n; 32],
                created_at: at(n.into()),
                origin_hash: vec![origin; 32],
                of_stranger,
                ..flow.clone()
            };
            for newer in [begun(1, 5, true), begun(2, 6, true), begun(3, 7, false)] {
                flows::flow_create(w, &newer)?;
            }
            assert_eq!(flows::flows_trim_origin(w, ANN, &[5; 32], 1)?, 1);
            assert_eq!(flows::flow_find(w, &[3; 32])?, None, "the oldest of that place gives way");
            assert_eq!(flows::flows_trim_strangers(w, ANN, 1)?, 1);
            assert_eq!(flows::flow_find(w, &[4; 32])?, None, "the oldest of all strangers gives way");
            assert!(flows::flow_find(w, &[6; 32])?.is_some(), "who is known does not");
            assert_eq!(flows::flows_end_of_user(w, ANN)?, 2);
            Ok(())
        });
    });
}

#[test]
fn codes_and_links_work_once_in_time_for_what_they_were_sent_for() {
    each_engine(|database| {
        write(database, |w| {
            with_ann(w)?;
            let code = |n: u128, hash: u8| CodeRow {
                id: id(n),
                user_id: ANN,
                bound_to: id(30),
                factor_id: id(10),
                code_hash: vec![hash; 16],
                created_at: at(0),
                expires_at: at(300),
                used_at: None,
                origin_hash: vec![9; 32],
                of_stranger: true,
            };
            codes::code_create(w, &code(40, 1))?;
            assert_eq!(codes::code_use(w, ANN, id(31), &[1; 16], at(1))?, None, "another flow");
            assert_eq!(codes::code_use(w, UserId(id(2)), id(30), &[1; 16], at(1))?, None, "another person");
            assert_eq!(codes::code_use(w, ANN, id(30), &[1; 16], at(300))?, None, "too late");
            assert_eq!(codes::code_use(w, ANN, id(30), &[1; 16], at(299))?, Some(id(10)));
            assert_eq!(codes::code_use(w, ANN, id(30), &[1; 16], at(299))?, None, "twice");
            codes::code_create(w, &code(41, 2))?;
            codes::code_create(w, &code(42, 3))?;
            assert_eq!(codes::code_use(w, ANN, id(30), &[2; 16], at(1))?, None, "a newer one was sent");
            assert_eq!(codes::codes_sent_since(w, ANN, at(-1))?.len(), 3);
            assert_eq!(codes::codes_sweep(w, at(301))?, 3);

            let mut link = |token: u8, purpose, secs, origin: u8| {
                let new = links::NewLink {
                    token_hash: &[token; 32],
                    user_id: ANN,
                    purpose,
                    created_at: at(secs),
                    expires_at: at(100),
                    origin_hash: &[origin; 32],
                    of_stranger: origin > 0,
                };
                links::link_create(w, &new)
            };
            link(1, "reset", 0, 0)?;
            link(2, "reset", 1, 0)?;
            link(3, "unlock", 1, 0)?;
            link(6, "reset", 2, 1)?;
            assert_eq!(links::link_use(w, &[1; 32], at(2))?, None, "a newer one was sent");
            assert_eq!(links::link_use(w, &[2; 32], at(2))?, Some((ANN, "reset".to_owned())));
            assert_eq!(links::link_use(w, &[2; 32], at(2))?, None);
            assert_eq!(links::link_use(w, &[3; 32], at(100))?, None, "too late");
            let sent = |w: &mut Writer<'_>, purpose| {
                let rows = links::links_sent_since(w, ANN, purpose, at(-1))?;
                Ok::<_, Error>(rows.iter().map(|row| row.of_stranger).collect::<Vec<_>>())
            };
            assert_eq!((sent(w, "reset")?, sent(w, "unlock")?), (vec![true, false, false], vec![false]));
            assert_eq!(links::links_withdraw(w, ANN, at(3))?, 2);
            assert!(links::challenge_use(w, &[4; 32], at(9))? && !links::challenge_use(w, &[4; 32], at(9))?);
            links::sent_mail_add(w, &[5; 16], ANN, "reset", at(4))?;
            assert_eq!(links::sent_mail_find(w, &[5; 16], ANN)?, Some(("reset".to_owned(), at(4))));
            assert_eq!(links::sent_mail_find(w, &[5; 16], UserId(id(2)))?, None, "somebody else's");
            Ok(())
        });
    });
}

#[test]
fn a_device_is_known_to_its_person_until_it_is_revoked_or_forgotten() {
    each_engine(|database| {
        write(database, |w| {
            with_ann(w)?;
            users::user_create(w, &user(2, "bob"))?;
            let device = |n: u128, who| DeviceRow {
                id: id(n),
                user_id: who,
                token_hash: vec![6; 32],
                user_agent: "test".into(),
                address: "::1".into(),
                first_seen_at: at(0),
                last_seen_at: at(0),
                revoked_at: None,
            };
            devices::device_create(w, &device(50, ANN))?;
            devices::device_create(w, &device(51, UserId(id(2))))?;
            let known = |w: &mut Writer<'_>, who, since| devices::device_find(w, who, &[6; 32], at(since));
            assert_eq!(known(w, ANN, -1)?.map(|row| row.id), Some(id(50)));
            assert_eq!(known(w, ANN, 0)?, None, "not seen since");
            devices::device_seen(w, id(50), "::2", at(10))?;
            assert_eq!(devices::devices_of_user(w, ANN)?[0].address, "::2");
            assert!(!devices::device_revoke(w, UserId(id(2)), id(50), at(11))?);
            assert!(devices::device_revoke(w, ANN, id(50), at(11))?);
            assert_eq!(known(w, ANN, -1)?, None);
            assert_eq!(devices::devices_revoke_all(w, UserId(id(2)), at(12))?, 1);
            assert_eq!(devices::devices_sweep(w, at(11))?, 2);
            Ok(())
        });
    });
}

#[test]
fn the_last_passwords_are_kept_and_no_more() {
    each_engine(|database| {
        write(database, |w| {
            with_ann(w)?;
            for n in 0..4 {
                passwords::password_history_add(w, ANN, &format!("hash {n}"), at(n))?;
            }
            passwords::password_history_trim(w, ANN, 2)?;
            assert_eq!(passwords::password_history(w, ANN, 9)?, ["hash 3", "hash 2"]);
            assert!(!users::user_password_change_ask(w, ANN, "incident")?, "there is no password to change");
            users::user_password_set(w, ANN, "hash 4", at(5))?;
            assert!(users::user_password_change_ask(w, ANN, "incident")?);
            assert!(!users::user_password_change_ask(w, ANN, "campaign")?, "the first reason stays");
            users::user_password_set(w, ANN, "hash 5", at(6))?;
            assert_eq!(users::user_find(w, ANN)?.unwrap().password_change_why, None);
            users::user_factor_asked(w, ANN, Some(at(7)))?;
            assert_eq!(users::user_find(w, ANN)?.unwrap().factor_asked_at, Some(at(7)));
            Ok(())
        });
    });
}
