//! The first administrator.

use identity::Setup;

use crate::world::{ADMIN, PASSWORD, World, code, device, each_engine, setup, token_of};

#[test]
fn the_link_makes_one_administrator_once_and_signs_them_in() {
    each_engine(|database| async move {
        let world = World::new(&database).await;
        let identity = &world.identity;
        assert!(identity.setup_needed().await.unwrap());
        let path = identity.setup_link().await.unwrap().unwrap();
        assert!(path.starts_with("/setup?token="));
        let token = token_of(&path);

        let signed_in = identity.setup(&token, setup(), &device()).await.unwrap().signed_in().unwrap();
        let session = identity.session_of(&signed_in.token).await.unwrap().unwrap();
        assert!(session.principal.role_keys().any(|key| key.as_str() == "administrator"));
        assert_eq!(identity.company().name, "云岭机电有限公司");

        assert!(!identity.setup_needed().await.unwrap());
        assert_eq!(identity.setup_link().await.unwrap(), None);
        assert_eq!(code(identity.setup(&token, setup(), &device()).await), "setup_done");
        assert_eq!(code(identity.init_administrator(setup()).await), "setup_done");
        assert_eq!(world.acts_of("setup/done").await, 1);
        assert_eq!(world.acts_of("sign_in/done").await, 1);
    });
}

#[test]
fn a_new_link_replaces_the_old_one_and_a_made_up_one_opens_nothing() {
    each_engine(|database| async move {
        let world = World::new(&database).await;
        let old = token_of(&world.identity.setup_link().await.unwrap().unwrap());
        let new = token_of(&world.identity.setup_link().await.unwrap().unwrap());
        for bad in [old.as_str(), "", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(code(world.identity.setup(bad, setup(), &device()).await), "setup_link_invalid");
        }
        world.identity.setup(&new, setup(), &device()).await.unwrap();
    });
}

#[test]
fn two_who_use_the_link_at_once_do_not_both_get_in() {
    each_engine(|database| async move {
        let world = World::new(&database).await;
        let token = token_of(&world.identity.setup_link().await.unwrap().unwrap());
        let second = Setup { email: "other@yunling.example".into(), ..setup() };
        let from = device();
        let (a, b) = tokio::join!(
            world.identity.setup(&token, setup(), &from),
            world.identity.setup(&token, second, &from)
        );
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
        assert_eq!(world.identity.directory().users().count(), 1);
    });
}

#[test]
fn a_refused_set_up_changes_nothing_and_the_link_still_works() {
    each_engine(|database| async move {
        let world = World::new(&database).await;
        let token = token_of(&world.identity.setup_link().await.unwrap().unwrap());
        let digest = || store::testing::digest(&database, &[]);
        let before = tokio::task::block_in_place(digest);
        for (wrong, expected) in [
            (Setup { password: "short".into(), ..setup() }, "password_too_short"),
            (Setup { password: "云岭机电有限公司云岭机电有限公司".into(), ..setup() }, "password_common"),
            (Setup { email: "nobody".into(), ..setup() }, "invalid_email"),
            (Setup { name: " ".into(), ..setup() }, "required"),
            (Setup { company: String::new(), ..setup() }, "required"),
            (Setup { language: "fr".into(), ..setup() }, "invalid_option"),
        ] {
            assert_eq!(code(world.identity.setup(&token, wrong, &device()).await), expected);
        }
        assert_eq!(tokio::task::block_in_place(digest), before);
        world.identity.setup(&token, setup(), &device()).await.unwrap();
    });
}

#[test]
fn an_administrator_made_at_the_command_line_signs_in() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let signed_in = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        assert_eq!(signed_in.session.zone, "Asia/Shanghai");
        assert!(world.identity.log().verify().await.unwrap().ok);
    });
}
