using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Vouchers as people read them.</summary>
internal static class VoucherWords
{
    public static IReadOnlyList<SelectOption> BatchStates { get; } = [.. Enum.GetValues<VoucherBatchState>().Select(s => new SelectOption(s.ToString(), Of(s).Text))];

    public static IReadOnlyList<SelectOption> CodeStates { get; } = [.. Enum.GetValues<VoucherState>().Select(s => new SelectOption(s.ToString(), Of(s).Text))];

    public static IReadOnlyList<SelectOption> Signs { get; } =
    [
        new(nameof(VoucherSigns.LettersAndDigits), "Letters and digits"), new(nameof(VoucherSigns.Letters), "Letters only"), new(nameof(VoucherSigns.Digits), "Digits only"),
    ];

    public static IReadOnlyList<SelectOption> Counts { get; } = [new(nameof(VoucherTime.WallClock), "On the clock"), new(nameof(VoucherTime.Online), "While online only")];

    public static IReadOnlyList<SelectOption> Starts { get; } = [new(nameof(VoucherStart.FirstUse), "First use"), new(nameof(VoucherStart.Sale), "Sale")];

    public static IReadOnlyList<SelectOption> Holdings { get; } = [new(nameof(VoucherHolding.AtRedemption), "Once it is redeemed"), new(nameof(VoucherHolding.Ahead), "At once, when it is made")];

    /// <summary>What a code is to whoever has no account.</summary>
    public static Phrase Time(VoucherBatch batch) => batch.Counts == VoucherTime.Online ? Phrase.Of($"{batch.Time}, counted while online")
        : batch.Starts == VoucherStart.Sale ? Phrase.Of($"{batch.Time}, from the sale") : Phrase.Of($"{batch.Time}, from the first use");

    public static (Phrase Text, Tone Tone) Of(VoucherBatchState state) => state switch
    {
        VoucherBatchState.Making => ("Being made", Tone.Info),
        VoucherBatchState.Ready => ("Ready", Tone.Good),
        VoucherBatchState.Cancelled => ("Given up", Tone.Neutral),
        _ => ("Taken back", Tone.Bad),
    };

    public static (Phrase Text, Tone Tone) Of(VoucherState state) => state switch
    {
        VoucherState.Unused => ("Unused", Tone.Neutral),
        VoucherState.Used => ("Used", Tone.Good),
        VoucherState.Expired => ("Expired", Tone.Warn),
        _ => ("Void", Tone.Bad),
    };

    /// <summary>Which numbers went out with a sale; there may be others between.</summary>
    public static Phrase Serials(VoucherSale sale) => sale.FirstSerial == 0 ? "no numbers kept" : sale.FirstSerial == sale.LastSerial ? Phrase.Of($"no. {sale.FirstSerial}")
        : sale.LastSerial - sale.FirstSerial + 1 == sale.Quantity ? Phrase.Of($"no. {sale.FirstSerial}–{sale.LastSerial}") : Phrase.Of($"{sale.Quantity} from no. {sale.FirstSerial} to {sale.LastSerial}");

    public static Phrase Vouchers(int count) => count == 1 ? "1 voucher" : Phrase.Of($"{Shell.Units.Count(count)} vouchers");

    public static Phrase Of(VoucherWay way) => way switch
    {
        VoucherWay.Desk => "at the desk",
        VoucherWay.Page => "on the public page",
        VoucherWay.Hotspot => "at a hotspot",
        _ => "by a program",
    };

    /// <summary>As it stands on paper, for those who may see it.</summary>
    public static string Code(VoucherBatch batch, string code, bool maySee) => maySee ? batch.Format.Write(code) : VoucherCode.Mask(code);

    /// <summary>The last day on which it is good.</summary>
    public static Phrase LastDay(VoucherBatch batch, TenantTime time) => batch.RedeemBy is { } by ? time.Day(by.AddMinutes(-1)) : "for ever";
}
