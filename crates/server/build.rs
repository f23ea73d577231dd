//! The web app is built before the program; without it the program still compiles and says so when asked for a page.

fn main() -> std::io::Result<()> {
    std::fs::create_dir_all("../../web/dist")?;
    println!("cargo:rerun-if-changed=../../web/dist");
    Ok(())
}
