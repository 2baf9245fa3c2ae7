using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>Vouchers as paper shows them: what all of them say, once, and the codes.</summary>
public sealed record VoucherSheetView : ICustomerPaper
{
    public Language Language { get; init; } = Language.English;

    public required VoucherTemplate Template { get; init; }

    /// <summary>Who sells them; stands where there is no logo.</summary>
    public required string Seller { get; init; }

    /// <summary>By its address for the screen, as <c>data:</c> for a file.</summary>
    public string? Logo { get; init; }

    public string? Profile { get; init; }
    public Money? Price { get; init; }
    public string? Time { get; init; }
    public string? LastDay { get; init; }

    /// <summary>Number of the batch, where vouchers say which they are.</summary>
    public string? Batch { get; init; }

    public required IReadOnlyList<VoucherView> Vouchers { get; init; }

    public Paper Roll => Template.Paper switch { VoucherPaper.Roll58 => Paper.Roll58, VoucherPaper.Roll80 => Paper.Roll80, _ => Paper.A4 };
}

/// <param name="Code">As people read it, with its dashes; null where only the QR code has it.</param>
public sealed record VoucherView(int Serial, string? Code, string? Pin, QrShape? Qr);
