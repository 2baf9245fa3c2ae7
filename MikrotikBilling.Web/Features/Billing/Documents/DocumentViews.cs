using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Billing.Documents;

/// <summary>Who issues a document, or for whom it is.</summary>
public sealed record PartyView(string Name)
{
    public IReadOnlyList<string> Address { get; init; } = [];
    public string? Phone { get; init; }
    public string? Email { get; init; }

    /// <summary>As it is to be read: <c>PIN P051234567X</c>.</summary>
    public string? TaxNumber { get; init; }

    /// <summary>A <c>data:</c> URI.</summary>
    public string? Logo { get; init; }
}

/// <summary>The state of a document in one word: PAID, VOID, OVERDUE.</summary>
public sealed record StampView(string Text, Tone Tone);

public sealed record FactView(string Label, string Value);

public sealed record InvoiceView : ICustomerPaper
{
    public Language Language { get; init; } = Language.English;

    public bool IsCreditNote { get; init; }
    public required string Number { get; init; }
    public required DateOnly IssuedOn { get; init; }
    public DateOnly? DueOn { get; init; }

    /// <summary>The invoice that a credit note corrects.</summary>
    public string? Corrects { get; init; }

    public string? CustomerNumber { get; init; }
    public required PartyView Seller { get; init; }
    public required PartyView Buyer { get; init; }
    public StampView? Stamp { get; init; }
    public required IReadOnlyList<InvoiceLineView> Lines { get; init; }
    public bool PricesIncludeTax { get; init; }
    public IReadOnlyList<TaxView> Taxes { get; init; } = [];
    public required Money Net { get; init; }
    public required Money Tax { get; init; }
    public required Money Total { get; init; }
    public Money? Paid { get; init; }
    public Money? Credited { get; init; }
    public required Money Balance { get; init; }
    public IReadOnlyList<FactView> Bank { get; init; } = [];

    /// <summary>Where it can be paid; printed as a QR code too.</summary>
    public Uri? PayLink { get; init; }

    public string? Note { get; init; }
    public string? Footer { get; init; }
}

public sealed record InvoiceLineView(string Text, decimal Quantity, Money UnitPrice, Money Amount)
{
    /// <summary>Below the text: the period, the user name.</summary>
    public string? Detail { get; init; }

    public string? Unit { get; init; }
    public Money? Discount { get; init; }

    /// <summary><c>16 %</c>, or <c>exempt</c>.</summary>
    public string? Tax { get; init; }
}

/// <summary>One rate of the tax summary.</summary>
public sealed record TaxView(string Name, Money Net, Money Tax);

public sealed record StatementView : ICustomerPaper
{
    public Language Language { get; init; } = Language.English;

    public required PartyView Seller { get; init; }
    public required PartyView Buyer { get; init; }
    public string? CustomerNumber { get; init; }
    public required DateOnly From { get; init; }

    /// <summary>Included.</summary>
    public required DateOnly To { get; init; }

    public required DateOnly IssuedOn { get; init; }

    /// <summary>What is owed is positive, credit is negative.</summary>
    public required Money Opening { get; init; }

    public required Money Debits { get; init; }
    public required Money Credits { get; init; }
    public required Money Closing { get; init; }
    public required IReadOnlyList<StatementRowView> Rows { get; init; }
    public Uri? PayLink { get; init; }
    public string? Footer { get; init; }
}

/// <param name="Kind">What it is: Invoice, Payment, Credit note.</param>
/// <param name="Text">Its number, and why.</param>
/// <param name="Debit">What raises the balance.</param>
/// <param name="Credit">What lowers it, as a positive amount.</param>
public sealed record StatementRowView(DateOnly Day, string Kind, string Text, Money? Debit, Money? Credit, Money Balance);

public sealed record ReceiptView : ICustomerPaper
{
    public Language Language { get; init; } = Language.English;

    public required string Number { get; init; }
    public required PartyView Seller { get; init; }
    public required PartyView Payer { get; init; }
    public string? CustomerNumber { get; init; }

    /// <summary>In the tenant's zone.</summary>
    public required DateTime PaidAt { get; init; }

    /// <summary>The day the money came, where it is not the day it was booked.</summary>
    public DateOnly? ReceivedOn { get; init; }

    public required Money Amount { get; init; }
    public required string Method { get; init; }
    public string? Reference { get; init; }
    public string? ReceivedBy { get; init; }
    public StampView? Stamp { get; init; }

    /// <summary>What the payment settled.</summary>
    public IReadOnlyList<SettledView> Settled { get; init; } = [];

    /// <summary>What of it was given back, and when.</summary>
    public IReadOnlyList<SettledView> GivenBack { get; init; } = [];

    /// <summary>What of it stays as credit.</summary>
    public Money? ToCredit { get; init; }

    /// <summary>That and when it was undone, where it was.</summary>
    public string? Undone { get; init; }

    /// <summary>Services and until when they run now.</summary>
    public IReadOnlyList<ServiceEndView> Services { get; init; } = [];

    public string? Footer { get; init; }
}

public sealed record SettledView(string Text, Money Amount);

public sealed record ServiceEndView(string Text, DateTime Until);

/// <summary>Figures as the columns of a document write them: the currency stands in the head.</summary>
internal static class Figures
{
    /// <summary>Without the currency, and less than nothing with a true minus sign.</summary>
    public static string Plain(Money money) => money.Minor < 0 ? $"−{Plain(-money)}" : money.ToDecimal().ToString("N" + Currency.Digits(money.Currency), DisplayFormat.Current.Numbers);

    public static string? Plain(Money? money) => money is { } given ? Plain(given) : null;

    /// <summary>With the currency, and less than nothing with a true minus sign.</summary>
    public static string Text(Money money) => $"{money.Currency} {Plain(money)}";

    /// <summary>Up to three digits after the point, none that say nothing.</summary>
    public static string Quantity(decimal quantity) => quantity.ToString("#,0.###", DisplayFormat.Current.Numbers);

    /// <summary>"42.5 m", "2 × 1 month", and "1 month" or "part" for one of it.</summary>
    public static string Quantity(InvoiceLineView line)
    {
        var unit = line.Unit ?? "";
        var hasNumber = unit.Length > 0 && char.IsAsciiDigit(unit[0]);
        if (unit is "part" or "share") return Said.T("part");
        unit = CalendarSpan.Find(unit)?.Words ?? unit;
        return !hasNumber ? $"{Quantity(line.Quantity)} {unit}".TrimEnd() : line.Quantity == 1 ? unit : $"{Quantity(line.Quantity)} × {unit}";
    }

    public static string Day(DateOnly day) => DisplayFormat.Current.Date(day);

    public static string Moment(DateTime local) => DisplayFormat.Current.Moment(local);

    /// <summary>An address as people read it.</summary>
    public static string Link(Uri link) => (link.Host + link.PathAndQuery).TrimEnd('/');
}
