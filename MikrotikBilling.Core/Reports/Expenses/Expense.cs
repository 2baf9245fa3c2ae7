using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;

namespace MikrotikBilling.Core.Reports.Expenses;

/// <summary>What an expense was paid with.</summary>
public enum ExpenseWay
{
    /// <summary>Cash out of the drawer: it is missing there when the drawer is counted.</summary>
    Drawer,
    BankTransfer,
    Cheque,
    MobileMoney,

    /// <summary>Not from the drawer: the owner's own pocket, a card.</summary>
    Elsewhere,
}

/// <summary>Money that the business spent. Never changed and never deleted: a mistake is taken back by a row of its own, below zero.</summary>
[Unaudited]
public sealed class Expense : ITenantOwned
{
    /// <summary>Made with the form, so that pressing twice books once.</summary>
    public Guid Id { get; init; }

    public Guid TenantId { get; set; }

    /// <summary>The day on the bill.</summary>
    public DateOnly SpentOn { get; init; }

    /// <summary>The day it counts for, in the tenant's zone; as the ledger has it.</summary>
    public DateOnly BookedOn { get; init; }

    public DateTimeOffset At { get; init; }
    public required string Category { get; init; }

    /// <summary>Below zero where it takes another one back.</summary>
    public Money Amount { get; init; }

    public ExpenseWay Way { get; init; }
    public string? Supplier { get; init; }

    /// <summary>Number of the bill.</summary>
    public string? Reference { get; init; }

    public string? Note { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }

    /// <summary>The one that it takes back.</summary>
    public Guid? ReversesId { get; init; }
}

internal sealed class ExpenseConfiguration : IEntityTypeConfiguration<Expense>
{
    public const string Table = "Expenses";

    public void Configure(EntityTypeBuilder<Expense> builder)
    {
        builder.ToTable(Table);
        builder.Property(e => e.Category).HasMaxLength(40);
        builder.Property(e => e.Supplier).HasMaxLength(120);
        builder.Property(e => e.Reference).HasMaxLength(64);
        builder.Property(e => e.Note).HasMaxLength(500);
        builder.Property(e => e.ActorName).HasMaxLength(120);
        builder.HasOne<Expense>().WithMany().HasForeignKey(e => e.ReversesId);
        builder.HasIndex(e => e.ReversesId).IsUnique().HasFilter("\"ReversesId\" IS NOT NULL");
        builder.HasIndex(e => new { e.TenantId, e.BookedOn, e.Id });
        builder.HasIndex(e => new { e.TenantId, e.Category, e.BookedOn, e.Id });
        builder.HasIndex(e => new { e.TenantId, e.Way, e.BookedOn, e.Id });
    }
}

public static class ExpenseWords
{
    /// <summary>What most who run networks spend money on; any other may be typed.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["Upstream internet", "Salaries", "Rent", "Electricity and fuel", "Equipment", "Transport", "Licences and fees", "Marketing", "Repairs", "Other"];

    /// <summary>Those of ours are said in each language, others as they were typed.</summary>
    public static Phrase Category(string category) => Usual.Contains(category, StringComparer.Ordinal) ? category : Phrase.Verbatim(category);

    public static Phrase Of(ExpenseWay way) => way switch
    {
        ExpenseWay.Drawer => "cash from the drawer",
        ExpenseWay.BankTransfer => "bank transfer",
        ExpenseWay.Cheque => "cheque",
        ExpenseWay.MobileMoney => "mobile money",
        _ => "not from the drawer",
    };

    /// <summary>What the cash account is divided by.</summary>
    internal static string DetailOf(ExpenseWay way) => way == ExpenseWay.Drawer ? nameof(PaymentMethod.Cash) : way.ToString();
}
