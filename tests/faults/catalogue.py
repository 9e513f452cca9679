"""The 42 faults that the service has to survive, and where each is tested.

For whoever operates or reviews it: look a fault up by its number, and read its tests. `test_catalogue.py` keeps the
list honest: every test named here exists and runs where this says, and a fault without one says what is missing.
Unless `oracle` says otherwise, what was sent is read from the fake providers' own ledgers, never from our tables.
Beside these, `tests/soak` mixes most of them over several real processes.
"""

from __future__ import annotations

from dataclasses import dataclass

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
BOTH = frozenset({SQLITE, POSTGRESQL})
ONE = frozenset({SQLITE})
SHARED = frozenset({POSTGRESQL})
NO_DATABASE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Fault:
    """`tests` are `file::function` below `tests/`; `on` the databases that all of them run on.

    `missing` is "" where the fault is wholly covered.
    """

    what: str
    tests: tuple[str, ...] = ()
    on: frozenset[str] = BOTH
    oracle: str = "ledger"
    missing: str = ""


KILLED = "faults/test_killed_and_stopped.py::"
OVERTAKEN = "faults/test_overtaken.py::"
DATABASE = "faults/test_database.py::"
TIME = "faults/test_time.py::"
DELIVERY = "stories/test_delivery.py::"
OURS = "stories/test_faults_of_ours.py::"
NIGHTS = "domain/test_change_nights.py::"
HOOKS = "web/test_webhooks.py::"
FLEETS = "machines/test_many_processes.py::"
OUTAGE = "machines/test_outage.py::"
UPGRADE = "machines/test_rolling_upgrade.py::"
WORKER = "machines/test_worker.py::"
ROUNDS = "stories/test_rounds_under_faults.py::"
REPLIES = "stories/test_faults_of_replies.py::"

EVERY_POINT = KILLED + "test_killed_at_any_point_of_a_lapse_everybody_is_told_once"

FAULTS: dict[int, Fault] = {
    1: Fault("kill -9 before the lapse is committed", (EVERY_POINT,)),
    2: Fault("kill -9 after the lapse is committed, before the claim", (EVERY_POINT,)),
    3: Fault("kill -9 after the claim is committed, before the request", (EVERY_POINT,)),
    4: Fault("kill -9 after the provider accepted, before it is recorded", (EVERY_POINT,)),
    5: Fault(
        "the same, and the provider's list lags",
        (
            KILLED + "test_what_a_killed_sender_has_sent_is_found_although_the_list_lags",
            KILLED + "test_a_text_whose_answer_was_lost_is_found_although_the_list_lags",
            KILLED + "test_a_list_that_lags_for_longer_than_both_looks_leads_to_one_second_copy_that_is_flagged",
        ),
    ),
    6: Fault(
        "the same, and the list is down",
        (
            KILLED + "test_killed_with_the_list_down_the_news_goes_by_mail_once_and_the_text_is_not_sent_again",
            DELIVERY + "test_with_the_lookup_down_the_news_goes_by_mail_and_the_text_is_not_sent_again",
        ),
    ),
    7: Fault(
        "the provider accepts, then drops the connection",
        (DELIVERY + "test_a_text_whose_answer_was_lost_is_found_and_not_sent_twice",),
    ),
    8: Fault(
        "several watchers, many due at once, random kills",
        (FLEETS + "test_8_watchers_killed_at_random_lapse_each_window_once_and_lose_none",),
        missing="1,000 due at once: it has 12 windows, more by FAULT_8_WINDOWS",
    ),
    9: Fault(
        "a sender is stopped past its lease, and goes on",
        (
            KILLED + "test_stopped_before_it_asked_the_provider_it_sends_nothing_when_it_wakes_up",
            KILLED + "test_stopped_before_it_asked_the_provider_and_awake_before_anybody_looked_it_gives_the_text_back",
            KILLED + "test_stopped_before_it_recorded_the_answer_its_late_word_changes_nothing",
        ),
    ),
    10: Fault(
        "PostgreSQL stops at once during a claim",
        (OUTAGE + "test_killed_in_the_middle_of_a_claim_the_message_is_claimed_again_and_sent_once",),
        on=SHARED,
    ),
    11: Fault(
        "PostgreSQL goes away as an answer is recorded",
        (
            OUTAGE + "test_killed_before_the_answer_is_recorded_it_is_recorded_once_the_database_is_back",
            OURS + "test_an_answer_in_hand_outlives_a_fault_of_the_database",
            OURS + "test_a_database_that_stays_away_ends_the_insisting",
        ),
        on=SHARED,
    ),
    12: Fault(
        "PostgreSQL is away for 60 s across a deadline",
        (ROUNDS + "test_a_database_that_is_away_for_a_minute_during_a_deadline_makes_it_late_and_loses_nothing",),
    ),
    13: Fault(
        "SQLite is locked by another writer",
        (DATABASE + "test_while_another_writer_holds_the_database_nothing_is_lost_or_repeated",),
        on=ONE,
    ),
    14: Fault(
        "the disk is full at a commit",
        (
            DATABASE + "test_a_disk_that_is_full_when_the_window_closes_delays_everything_and_loses_nothing",
            DATABASE + "test_a_disk_that_is_full_when_the_provider_has_answered_does_not_lose_the_answer",
        ),
    ),
    15: Fault(
        "the power fails while SQLite writes",
        (DATABASE + "test_after_a_power_cut_the_files_hold_every_decision_and_nothing_is_sent_twice",),
        on=ONE,
    ),
    16: Fault(
        "a confirmation at the moment of the lapse, 500 seeded interleavings (with SOAK_THOROUGH=1)",
        (OVERTAKEN + "test_confirmed_at_the_moment_of_the_lapse_no_message_starts_after_the_confirmation",),
    ),
    17: Fault(
        "an answer by text while the next step is claimed",
        (
            REPLIES + "test_an_answer_before_between_and_after_what_the_sender_does",
            REPLIES + "test_an_answer_at_the_very_moment_of_the_claim",
        ),
    ),
    18: Fault(
        "moved or cancelled with messages queued and on their way",
        (
            OVERTAKEN + "test_what_is_queued_when_the_call_is_moved_or_cancelled_never_starts",
            OVERTAKEN + "test_what_is_on_its_way_when_the_call_is_moved_or_cancelled_is_not_tried_again",
        ),
    ),
    19: Fault(
        "the clock jumps an hour ahead",
        (ROUNDS + "test_a_clock_that_leaps_ahead_decides_nothing_until_it_was_read_again",),
        on=ONE,
    ),
    20: Fault(
        "the clock jumps an hour back",
        (ROUNDS + "test_a_clock_that_is_set_back_repeats_nothing",),
    ),
    21: Fault(
        "clocks slewed by 500 ppm", (TIME + "test_two_watchers_whose_clocks_are_slewed_apart_tell_everybody_once",)
    ),
    22: Fault(
        "suspended for 8 hours",
        (ROUNDS + "test_a_leap_that_is_true_such_as_after_a_suspend_costs_one_look",),
        on=ONE,
    ),
    23: Fault(
        "windows in the gap and the repeated hour of a clock change",
        (
            "stories/test_clock_changes.py::test_an_hour_promised_across_the_change_is_an_hour_and_mornings_stay_at_nine",
            NIGHTS + "test_a_window_is_elapsed_minutes_whatever_the_clocks_do",
        ),
        on=NO_DATABASE,
        oracle="the tables, and in the story the ledger on both databases",
    ),
    24: Fault(
        "new time zone rules move a window that is to come",
        (
            "stories/test_rule_changes.py::test_of_all_zones_exactly_those_whose_rules_changed_are_moved",
            "stories/test_rule_changes.py::test_what_is_to_come_comes_by_the_new_time_and_nothing_twice",
            "stories/test_retz_runs.py::test_two_runs_beside_two_watchers_move_and_tell_each_once",
        ),
    ),
    25: Fault(
        "down for two days over 100 deadlines (with SOAK_THOROUGH=1)",
        (
            TIME + "test_two_days_down_over_many_deadlines_each_lapses_once_and_what_helps_no_more_says_so",
            "stories/test_changes_of_plan.py::"
            "test_after_two_days_of_silence_each_reader_gets_the_one_message_that_still_helps",
        ),
    ),
    26: Fault(
        "Twilio is down for ten minutes",
        (
            "stories/test_outages.py::"
            "test_with_twilio_down_for_ten_minutes_the_news_goes_by_mail_and_no_texts_storm_in_afterwards",
            DELIVERY + "test_a_text_that_can_go_by_mail_is_not_kept_for_longer_than_the_backoff",
        ),
    ),
    27: Fault("429 with Retry-After", (DELIVERY + "test_a_busy_provider_is_asked_again_when_it_said",)),
    28: Fault(
        "a number that is wrong or has opted out", (DELIVERY + "test_a_text_that_is_refused_goes_by_mail_at_once",)
    ),
    29: Fault(
        "receipts repeated, out of order, forged, for another message, before our own record",
        (
            REPLIES + "test_receipts_twice_out_of_order_forged_and_of_unknown_texts",
            REPLIES + "test_a_receipt_overtakes_our_own_record",
        ),
    ),
    30: Fault(
        "answers by text: replayed, forged, from the wrong number, expired, ambiguous, STOP",
        (
            REPLIES + "test_a_text_that_is_posted_again_does_nothing_and_gets_the_same_answer",
            REPLIES + "test_strangers_and_guesses_change_nothing",
        ),
    ),
    31: Fault("answers tried by brute force", (REPLIES + "test_strangers_and_guesses_change_nothing",)),
    32: Fault(
        "a mailed link is fetched ahead by a scanner",
        (
            "web/test_candidate.py::test_nothing_happens_without_the_pages_own_token",
            "web/test_texts.py::test_whoever_only_opens_the_links_of_our_mails_and_texts_does_nothing",
        ),
        on=ONE,
        oracle="the record",
    ),
    33: Fault(
        "300 lapses for one person",
        (
            "stories/test_caps.py::test_twenty_texts_in_an_hour_pass_the_next_goes_by_mail_and_many_go_in_one",
            "stories/test_caps.py::test_four_carriers_at_once_never_take_more_than_the_cap",
        ),
        missing="300: it is some dozens",
    ),
    34: Fault(
        "quiet hours over midnight and a clock change",
        ("stories/test_quiet_hours.py::test_a_reminder_in_the_night_waits_for_the_morning_and_says_so",),
        on=NO_DATABASE,
    ),
    35: Fault(
        "a row that can never be handled",
        (
            OURS + "test_a_message_that_cannot_be_handled_does_not_block_its_channel",
            OURS + "test_a_message_that_can_never_be_handled_fails_visibly_in_the_end",
            "stories/test_corrections.py::test_a_nudge_that_cannot_be_written_does_not_hold_up_the_lapse",
        ),
    ),
    36: Fault(
        "two clocks on one database",
        (
            FLEETS + "test_36_every_role_twice_tells_the_same_as_one_would",
            "test_jobs.py::test_a_window_lapses_the_moment_it_closes_and_once_with_two_watchers",
            "test_jobs.py::test_many_windows_closing_together_lapse_once_each",
        ),
        on=NO_DATABASE,
    ),
    37: Fault(
        "an old and a new version over a migration",
        (
            UPGRADE + "test_the_old_process_stands_down_and_the_new_one_sends_each_message_once",
            UPGRADE + "test_neither_a_claim_nor_a_sweep_is_made_between_a_migration_and_the_next_round",
        ),
    ),
    38: Fault(
        "the worker's queue: killed, repeated, stale, rolled back, truncated",
        (
            FLEETS + "test_38_a_worker_that_is_killed_in_the_middle_of_a_text_has_sent_it_once",
            WORKER + "test_one_job_twice_and_the_same_messages_at_a_watcher_send_each_once",
            WORKER + "test_truncated_job_tables_lose_nothing_and_the_worker_goes_on",
            "machines/test_handover.py::test_a_transaction_that_is_undone_leaves_no_job_and_no_word",
        ),
        on=SHARED,
    ),
    39: Fault(
        "a dropped LISTEN connection",
        ("machines/test_wakeup.py::test_with_its_ear_cut_off_a_watcher_is_late_by_a_tick_at_most_and_listens_again",),
        on=SHARED,
        oracle="the watcher",
    ),
    40: Fault(
        "a million windows to come, a hundred due",
        ("test_database.py::test_what_is_asked_often_is_asked_of_an_index",),
        on=ONE,
        oracle="the query plan",
        missing="the measurement, which `make bench` has",
    ),
    41: Fault(
        "a wake-up that never comes is noticed",
        ("stories/test_selfwatch.py::test_a_lost_wake_up_is_found_stops_the_heartbeat_and_is_made_good",),
        oracle="the heartbeat heard outside",
    ),
    42: Fault(
        "a plan is edited while a ladder is climbed",
        (TIME + "test_a_plan_that_is_edited_while_a_ladder_is_climbed_changes_only_what_is_booked_later",),
    ),
}
