//! The tables of rooms in ARCHITECTURE.md, under the headings `The rooms of
//! CRATE`: the first column names rooms, and the last one the rooms that they may
//! use. A room is a file without its extension, or a folder; `folder/*` makes a
//! room of each file or folder in it.

/// The rooms of one crate.
pub(super) struct Rooms {
    name: String,
    rows: Vec<(Vec<String>, Vec<String>)>,
}

impl Rooms {
    /// Reads the table of a crate.
    pub(super) fn parse(document: &str, name: &str) -> Self {
        let heading = format!("The rooms of {name}");
        let rows: Vec<_> = document
            .lines()
            .skip_while(|line| line.trim_start_matches('#').trim() != heading)
            .skip(1)
            .take_while(|line| !line.starts_with('#'))
            .filter(|line| line.starts_with("| `"))
            .map(|line| {
                let columns: Vec<_> = line.trim_matches('|').split('|').collect();
                (names(columns.first().unwrap()), names(columns.last().unwrap()))
            })
            .collect();
        assert!(!rows.is_empty(), "no table under {heading:?}");
        Self { name: name.to_owned(), rows }
    }

    /// Whether a file may use another.
    pub(super) fn allow(&self, from: &str, to: &str) -> bool {
        let Some((room, may_use)) = self.room(from) else {
            return true;
        };
        self.room(to).is_none_or(|(other, _)| {
            room == other || may_use.iter().any(|name| covers(name, stem(to)).is_some())
        })
    }

    /// The room that a file is in, and what that room may use.
    fn room(&self, file: &str) -> Option<(String, &[String])> {
        let rows = self.rows.iter();
        rows.flat_map(|(names, may_use)| names.iter().map(move |name| (name, may_use)))
            .filter_map(|(name, may_use)| Some((covers(name, stem(file))?, may_use.as_slice())))
            .max_by_key(|(room, _)| room.len())
    }

    /// Files without a room, and rooms without a file.
    pub(super) fn unclear(&self, files: &[&str]) -> Vec<String> {
        let name = &self.name;
        let is_empty = |room: &str| !files.iter().any(|file| covers(room, stem(file)).is_some());
        let homeless = files
            .iter()
            .filter(|file| self.room(file).is_none())
            .map(|file| format!("{file} is in no room of {name}"));
        let empty = self.rows.iter().flat_map(|(rooms, may_use)| {
            let gone = rooms
                .iter()
                .filter(|room| is_empty(room))
                .map(move |room| format!("the room `{room}` of {name} holds no file"));
            let used = may_use.iter().filter(|room| is_empty(room)).map(move |used| {
                let room = rooms.join("`, `");
                format!("the room `{used}`, which `{room}` of {name} may use, holds no file")
            });
            gone.chain(used)
        });
        homeless.chain(empty).collect()
    }
}

/// The texts in backticks.
fn names(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// `audit/report/mod.rs` and `audit/report.rs` are both `audit/report`.
fn stem(file: &str) -> &str {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    stem.strip_suffix("/mod").unwrap_or(stem)
}

/// The room of a file, if a name of the table covers the file.
fn covers(name: &str, stem: &str) -> Option<String> {
    match name.strip_suffix("/*") {
        Some(folder) => {
            let inside = stem.strip_prefix(folder)?.strip_prefix('/')?;
            let first = inside.split('/').next()?;
            Some(format!("{folder}/{first}"))
        }
        None => {
            let rest = stem.strip_prefix(name)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| name.to_owned())
        }
    }
}
