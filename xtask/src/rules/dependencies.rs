//! Dependencies between rooms keep to the table of `floors.rs`, and every declared dependency is really used.

use anyhow::Result;

use crate::floors::{self, Package};
use crate::tree::{Finding, Tree};

/// Every arrow between rooms is in the table.
pub(crate) fn floors(tree: &Tree) -> Result<Vec<Finding>> {
    let breaches = floors::breaches(&floors::packages(tree.root())?);
    Ok(breaches
        .into_iter()
        .map(|(room, message)| Finding::new(&format!("crates/{room}/Cargo.toml"), 0, message))
        .collect())
}

/// Every dependency's name occurs in the code of the package that declares it.
pub(crate) fn unused(tree: &Tree) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for package in floors::packages(tree.root())? {
        found.extend(unused_of(tree, &package));
    }
    Ok(found)
}

fn unused_of(tree: &Tree, package: &Package) -> Vec<Finding> {
    let root = tree.root().to_string_lossy().replace('\\', "/");
    let manifest = package.manifest_path.replace('\\', "/");
    let manifest = manifest.strip_prefix(&root).unwrap_or(&manifest).trim_start_matches('/');
    let folder = manifest.trim_end_matches("Cargo.toml");
    let code: Vec<&str> = tree
        .ending(&[".rs"])
        .filter(|file| file.path.starts_with(folder))
        .map(|file| file.text.as_str())
        .collect();
    let unused: Vec<String> = package
        .dependencies
        .iter()
        // A room names itself to switch its testing feature on.
        .filter(|dependency| dependency.name != package.name)
        .map(|dependency| dependency.rename.as_ref().unwrap_or(&dependency.name))
        .filter(|name| !is_named(&code, &name.replace('-', "_")))
        .map(|name| format!("`{name}`"))
        .collect();
    if unused.is_empty() {
        return Vec::new();
    }
    vec![Finding::new(manifest, 0, format!("declared and never used: {}", unused.join(" ")))]
}

fn is_named(code: &[&str], ident: &str) -> bool {
    let (path, import) = (format!("{ident}::"), format!("use {ident}"));
    code.iter().any(|text| text.contains(&path) || text.contains(&import))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floors::Dependency;

    #[test]
    fn a_dependency_nobody_names_is_found() {
        let tree =
            Tree::of(&[("crates/a/src/lib.rs", "use serde_json::Value;\nfn f() { hex::encode(b\"\") }")]);
        let dependency = |name: &str| Dependency { name: name.to_owned(), kind: None, rename: None };
        let package = Package {
            name: "a".to_owned(),
            manifest_path: "/nowhere/crates/a/Cargo.toml".to_owned(),
            dependencies: vec![
                dependency("serde_json"),
                dependency("hex"),
                dependency("base64"),
                dependency("a"),
            ],
        };
        let found = unused_of(&tree, &package);
        assert_eq!(found, [Finding::new("crates/a/Cargo.toml", 0, "declared and never used: `base64`")]);
    }
}
