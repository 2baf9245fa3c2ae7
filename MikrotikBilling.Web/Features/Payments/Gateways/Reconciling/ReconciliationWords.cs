using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments.Gateways.Reconciling;

/// <summary>Lists of providers and what differs, as people read them.</summary>
internal static class ReconciliationWords
{
    public static IReadOnlyList<Crumb> Crumbs { get; } = [new("Payments", PaymentsPages.Payments), new("Reconciliation", ReconcilingPages.Runs)];

    public static IReadOnlyList<SelectOption> States { get; } = [.. Enum.GetValues<ReconciliationState>().Select(s => new SelectOption(s.ToString(), Of(s).Text))];

    public static IReadOnlyList<SelectOption> Kinds { get; } = [.. Enum.GetValues<DifferenceKind>().Select(k => new SelectOption(k.ToString(), Of(k)))];

    public static IReadOnlyList<SelectOption> RowStates { get; } = [.. Enum.GetValues<DifferenceState>().Select(s => new SelectOption(s.ToString(), Of(s).Text))];

    public static IReadOnlyList<SelectOption> DateOrders { get; } =
        [new(nameof(DateOrder.Guess), "As the days tell"), new(nameof(DateOrder.DayFirst), "Day before month: 20/11/2026"), new(nameof(DateOrder.MonthFirst), "Month before day: 11/20/2026")];

    public static (Phrase Text, Tone Tone) Of(ReconciliationState state) => state switch
    {
        ReconciliationState.Draft => ("Not kept yet", Tone.Neutral),
        ReconciliationState.Open => ("To be settled", Tone.Warn),
        _ => ("Settled", Tone.Good),
    };

    public static Phrase Of(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Missing => "Missing in the books",
        DifferenceKind.Extra => "Not in the list",
        DifferenceKind.Amount => "Other amount",
        DifferenceKind.Currency => "Other currency",
        DifferenceKind.BackThere => "Taken back there only",
        DifferenceKind.BackHere => "Taken back here only",
        DifferenceKind.NotPaidThere => "Not paid there",
        _ => "Cannot be read",
    };

    public static Tone ToneOf(DifferenceKind kind) => kind is DifferenceKind.Missing or DifferenceKind.Extra or DifferenceKind.NotPaidThere or DifferenceKind.BackThere ? Tone.Bad : Tone.Warn;

    public static (Phrase Text, Tone Tone) Of(DifferenceState state) => state switch
    {
        DifferenceState.Booked => ("Booked", Tone.Good),
        DifferenceState.Resolved => ("Agrees now", Tone.Good),
        DifferenceState.Noted => ("Noted", Tone.Neutral),
        _ => ("Open", Tone.Warn),
    };

    public static Phrase Of(StatementColumn column) => column switch
    {
        StatementColumn.Id => "Id of the movement",
        StatementColumn.Time => "Time, or day",
        StatementColumn.Clock => "Time of day, where it stands apart",
        StatementColumn.Zone => "Time zone",
        StatementColumn.Amount => "Amount that came in",
        StatementColumn.Out => "Amount that went out",
        StatementColumn.Currency => "Currency",
        StatementColumn.Status => "Status",
        StatementColumn.Back => "Refunded so far",
        StatementColumn.Account => "Account that the payer named",
        StatementColumn.Payer => "Payer",
        StatementColumn.Phone => "Phone of the payer",
        StatementColumn.Kind => "Kind of movement",
        _ => "Id of the movement that it takes back",
    };

    /// <summary>What to do about it.</summary>
    public static Phrase HelpOf(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Missing => "The provider has it, the books have not: its message never came. Booking it is what the message would have done.",
        DifferenceKind.Extra => "The books have it, the list has not. Near the edges of the time it may stand in the list of the day before or after.",
        DifferenceKind.Amount or DifferenceKind.Currency => "Both have it, and not the same. Reverse what is wrong here, or ask the provider.",
        DifferenceKind.BackThere => "Refunded or reversed there. Booking it takes it back here too; a part of it is given back on the page of the payment.",
        DifferenceKind.BackHere => "Reversed or given back here, and the provider still has it as paid.",
        DifferenceKind.NotPaidThere => "Booked here; the provider says that it failed or waits. Reverse it here unless he is wrong.",
        _ => "The line was left out of the comparison.",
    };

    /// <summary>The time that a run is about, as days where they are whole.</summary>
    public static string SpanOf(ReconciliationRun run, TenantTime time)
    {
        if (run is not { From: { } from, To: { } to }) return "—";
        var (first, end) = (time.Local(from), time.Local(to));
        if (first.TimeOfDay != TimeSpan.Zero || end.TimeOfDay != TimeSpan.Zero) return $"{time.Moment(from)} – {time.Moment(to)}";
        return first.AddDays(1) >= end ? time.Day(from) : $"{time.Day(from)} – {time.Day(to.AddMinutes(-1))}";
    }
}
