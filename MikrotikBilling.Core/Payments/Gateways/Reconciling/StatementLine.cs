using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>How a movement stands with the provider.</summary>
public enum StatementState { Paid, Pending, Failed }

/// <summary>One movement of money as the provider's own list has it.</summary>
/// <param name="Id">The provider's id of it, the same as its messages say.</param>
public sealed record StatementLine(string Id, DateTimeOffset At, Money Amount, StatementState State = StatementState.Paid)
{
    /// <summary>Longer ones would not fit the receipt of a payment.</summary>
    public const int LongestId = 64;

    /// <summary>What of it was refunded, reversed or charged back.</summary>
    public long BackMinor { get; init; }

    /// <summary>The list tells only that it was taken back; it came before the list begins.</summary>
    public bool IsBackOnly { get; init; }

    /// <summary>What the payer named.</summary>
    public string? Account { get; init; }

    public string? PayerName { get; init; }
    public string? PayerPhone { get; init; }

    /// <summary>In the provider's words.</summary>
    public string? Status { get; init; }

    /// <summary>Line of the file; 0 where it was asked for.</summary>
    public int Number { get; init; }

    /// <summary>So that capitals and signs keep nothing apart.</summary>
    public string Key => KeyOf(Id);

    /// <summary>What it adds to the provider's sum.</summary>
    public long NetMinor => (State == StatementState.Paid && !IsBackOnly ? Amount.Minor : 0) - BackMinor;

    /// <summary>What stands behind a plus is a second number that the provider's lists leave out.</summary>
    public static string KeyOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Payment.KeyOf(id.Split('+')[0]) ?? "";
    }
}

/// <summary>A line of a list that cannot be compared, and why.</summary>
public sealed record StatementProblem(int Number, string? Id, string Words);

/// <summary>A provider's list, read.</summary>
/// <param name="Repeated">Lines that say once more what another says.</param>
/// <param name="Ignored">Lines that are no money from payers: fees, pay-outs, sums.</param>
public sealed record Statement(IReadOnlyList<StatementLine> Lines, IReadOnlyList<StatementProblem> Problems, int Repeated, int Ignored)
{
    public int Read => Lines.Count(l => !l.IsBackOnly) + Problems.Count + Repeated + Ignored;
}
