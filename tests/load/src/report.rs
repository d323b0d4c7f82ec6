//! Tables, as Markdown for people and as JSON for programs.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use serde_json::{Map, Value};

/// Rows of named columns.
pub struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

impl Table {
    pub fn new(columns: impl IntoIterator<Item = &'static str>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = Value>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = line(self.columns.iter().map(|name| (*name).to_owned()).collect());
        text += &line(vec!["---".to_owned(); self.columns.len()]);
        for row in &self.rows {
            text += &line(row.iter().map(cell).collect());
        }
        text
    }

    fn json(&self) -> Value {
        let object = |row: &Vec<Value>| -> Value {
            let names = self.columns.iter().map(|name| (*name).to_owned());
            names.zip(row.clone()).collect::<Map<_, _>>().into()
        };
        self.rows.iter().map(object).collect()
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A number with three decimals.
pub fn rounded(number: f64) -> Value {
    ((number * 1000.0).round() / 1000.0).into()
}

/// Prints a table and writes it to `target/benchmarks/NAME.json`.
pub fn publish(name: &str, title: &str, table: &Table) {
    println!("## {title}\n\n{}", table.markdown());
    let mut file = File::create(directory().join(format!("{name}.json"))).unwrap();
    serde_json::to_writer_pretty(&mut file, &table.json()).unwrap();
    writeln!(file).unwrap();
}

/// `target/benchmarks`.
pub fn directory() -> PathBuf {
    // The program is in `target/release/deps`, or in that of another profile.
    let program = std::env::current_exe().unwrap();
    let directory = program.ancestors().nth(3).unwrap().join("benchmarks");
    std::fs::create_dir_all(&directory).unwrap();
    directory
}
