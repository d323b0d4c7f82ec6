//! What verify-client costs to compile: processor time of clean release builds against those of a
//! package that depends on reqwest alone, with the same features, in alternating rounds.
//!
//! ```sh
//! cargo bench -p integration-tests --bench build
//! ```
//!
//! It takes some minutes and needs a C compiler. Without `--bench` it only counts crates.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark stops by panicking, and prints"
)]

use integration_tests::footprint::Package;

const ROUNDS: usize = 3;

fn main() {
    let facade = Package::with_verify_client();
    let reqwest = facade.with_reqwest_of();
    let (all, own) = (facade.crates(), reqwest.crates());
    let beyond: Vec<_> = all.difference(&own).cloned().collect();
    println!("{} crates, {} of them reqwest's own", all.len(), own.len());
    println!("{} beyond: {}", beyond.len(), beyond.join(", "));
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!(
        "\n| round | verify-client, CPU s | reqwest, CPU s | ratio |\n| --- | --- | --- | --- |"
    );
    let mut ratios: Vec<f64> = (1..=ROUNDS)
        .map(|round| {
            let [facade, reqwest] = [&facade, &reqwest].map(processor_time);
            let ratio = facade / reqwest;
            println!("| {round} | {facade:.1} | {reqwest:.1} | {ratio:.3} |");
            ratio
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    println!("\nmedian of the ratios: {:.3}", ratios[ROUNDS / 2]);
}

/// Seconds of processor time that a clean build takes.
fn processor_time(package: &Package) -> f64 {
    let before = of_children();
    package.build();
    of_children() - before
}

/// Seconds of processor time of all processes that this one has waited for.
fn of_children() -> f64 {
    // proc(5): user and system time of children are the 16th and 17th field, in ticks; the second
    // field ends with the last parenthesis.
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    let ticks: u64 = fields.skip(13).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    ticks as f64 / rustix::param::clock_ticks_per_second() as f64
}
