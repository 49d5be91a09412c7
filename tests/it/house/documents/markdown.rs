//! Takes a page of Markdown apart, as far as the pages of this repository use it.

use std::fs;
use std::path::{Path, PathBuf};

/// A page: its prose, the codes within, and its fenced blocks.
pub struct Page {
    pub name: String,
    pub prose: String,
    pub blocks: Vec<Block>,
}

/// A fenced block.
pub struct Block {
    pub language: String,
    pub text: String,
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and every page in `docs/`.
pub fn pages() -> Vec<Page> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    paths.push(root().join("README.md"));
    paths.sort();
    let pages: Vec<_> = paths.iter().map(|path| Page::read(path)).collect();
    assert!(pages.len() >= 4, "README.md and three pages");
    pages
}

pub fn page(name: &str) -> Page {
    pages().into_iter().find(|page| page.name == name).unwrap_or_else(|| panic!("{name} is missing"))
}

impl Page {
    fn read(path: &Path) -> Self {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        let (mut prose, mut blocks, mut open) = (String::new(), Vec::new(), None::<Block>);
        for line in text.lines() {
            match (line.strip_prefix("```"), open.take()) {
                (Some(_), Some(block)) => blocks.push(block),
                (Some(language), None) => {
                    open = Some(Block { language: language.to_owned(), text: String::new() });
                }
                (None, Some(mut block)) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                    open = Some(block);
                }
                (None, None) => {
                    prose.push_str(line);
                    prose.push('\n');
                }
            }
        }
        assert!(open.is_none(), "{name} has a block that never ends");
        Self { name, prose, blocks }
    }

    /// What stands between backticks in the prose.
    pub fn codes(&self) -> Vec<String> {
        let mut codes = Vec::new();
        for paragraph in self.prose.split("\n\n") {
            let parts: Vec<_> = paragraph.split('`').collect();
            assert!(parts.len() % 2 == 1, "{}: a backtick has no partner in {paragraph}", self.name);
            let inner = parts.iter().skip(1).step_by(2);
            codes.extend(inner.map(|code| code.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        codes
    }

    /// The targets of links and pictures that lie in the repository.
    pub fn links(&self) -> Vec<String> {
        let after = |start: &str, end: char| {
            let rests = self.prose.split(start).skip(1);
            rests.map(|rest| rest.split(end).next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        let all = after("](", ')').into_iter().chain(after("src=\"", '"'));
        all.filter(|target| !target.contains("://")).collect()
    }

    /// The cells of every row of every table.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let rows = self.prose.lines().filter(|line| line.starts_with('|'));
        rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
            .collect()
    }
}
