//! How the time of `sync` and `audit` grows with the specification: CPU time
//! per operation for each step, for documents of 57 operations and many more,
//! as a ratio to the smallest of the same run.
//!
//! `cargo bench -p xtask --bench scale` prints a Markdown table and writes
//! `target/benchmarks/scale.json`, which takes five minutes and 6 GB of
//! memory. `-- --quick` is a short run that says only whether the bench still
//! works.

mod documents;
mod steps;
mod table;

use std::error::Error;
use std::io::Write as _;
use std::path::Path;

use documents::Documents;
use mimalloc::MiMalloc;
use table::Table;

/// As the xtask does.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How many copies of the fixture's 57 operations a document has.
const COPIES: [usize; 5] = [1, 3, 10, 30, 100];
const ROUNDS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let (copies, rounds): (&[usize], usize) = match quick {
        true => (&COPIES[..2], 1),
        false => (&COPIES, ROUNDS),
    };
    let sizes =
        copies.iter().map(|copies| Documents::of_copies(*copies)).collect::<Result<Vec<_>, _>>()?;
    let mut table = Table::new(sizes.iter().map(|it| it.operations).collect());
    // Whatever disturbs the machine for a while disturbs every size alike.
    for _ in 0..rounds {
        for (size, documents) in sizes.iter().enumerate() {
            table.add(size, steps::sync(documents)?);
        }
    }
    std::io::stdout().write_all(table.markdown().as_bytes())?;
    table.write(&Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("benchmarks"))?;
    Ok(())
}
