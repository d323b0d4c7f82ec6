//! Keeps client and server apart: each on a core of its own, if the system supports that.

/// Keeps this thread, and threads that it starts later, on one core; `place` is the index of the
/// core among those that this process may use. Without a core to spare, nothing happens.
#[cfg(target_os = "linux")]
pub(crate) fn stay_on(place: usize) {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let Ok(allowed) = sched_getaffinity(None) else {
        return;
    };
    let cores: Vec<_> = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core)).collect();
    if let [_, _, ..] = cores[..] {
        let mut own = CpuSet::new();
        own.set(cores[place]);
        // If the system refuses, the figures are noisier, but not wrong.
        let _ = sched_setaffinity(None, &own);
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn stay_on(_: usize) {}
