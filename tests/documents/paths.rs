//! Every file that a document names exists.

use std::fs;

use integration_tests::workspace::repository;

const DOCUMENTS: [&str; 10] = [
    "ARCHITECTURE.md",
    "BENCHMARKS.md",
    "CONTRIBUTING.md",
    "README.md",
    "SECURITY.md",
    "openapi/README.md",
    "verify-client/README.md",
    "verify-client/docs/errors.md",
    "verify-client/docs/from-twilio-python-and-node.md",
    "verify-client/docs/network-faults.md",
];

/// Folders whose files are named with their path from the root.
const FOLDERS: [&str; 6] = [".ci/", ".github/", "openapi/", "tests/", "verify-client/", "xtask/"];

#[test]
fn every_file_that_a_document_names_exists() {
    let mut checked = 0;
    let mut missing = Vec::new();
    for document in DOCUMENTS {
        let text = fs::read_to_string(repository().join(document)).unwrap();
        let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let links = links
            .filter(|link| !link.contains("://") && !link.contains("::") && link.contains('.'))
            .map(|link| repository().join(folder).join(link.split('#').next().unwrap()));
        let names = text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|name| FOLDERS.iter().any(|it| name.starts_with(it)))
            .filter(|name| !name.contains([' ', '\n']) && !name.contains("/ID"))
            .map(|name| repository().join(name));
        for path in links.chain(names) {
            checked += 1;
            if !path.exists() {
                missing.push(format!("{document}: {}", path.display()));
            }
        }
    }
    assert!(checked > 50, "only {checked} names were found");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
