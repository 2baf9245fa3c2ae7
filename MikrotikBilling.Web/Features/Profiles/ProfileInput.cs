using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Web.Features.Profiles;

/// <summary>A stored profile as its form shows it.</summary>
internal static class ProfileInput
{

    public static SaveProfile From(Profile p) => new()
    {
        Name = p.Name,
        Description = p.Description,
        Kind = p.Kind,
        Category = p.Category,
        IsFeatured = p.IsFeatured,
        Highlights = p.Highlights,
        Cycle = p.Cycle,
        SharedUsers = p.SharedUsers,
        IdleMinutes = p.IdleMinutes,
        SessionMinutes = p.SessionMinutes,
        Download = BitRate.ToRouterOs(p.Download),
        Upload = BitRate.ToRouterOs(p.Upload),
        BurstDownload = Rate(p.BurstDownload),
        BurstUpload = Rate(p.BurstUpload),
        BurstThresholdDownload = Rate(p.BurstThresholdDownload),
        BurstThresholdUpload = Rate(p.BurstThresholdUpload),
        BurstSeconds = p.BurstSeconds,
        Price = p.Price.ToDecimal(),
        SetupFee = p.SetupFee.IsZero ? null : p.SetupFee.ToDecimal(),
        DurationCount = p.DurationCount,
        DurationUnit = p.DurationUnit,
        DataCapGb = p.DataCapBytes is { } bytes ? bytes / (decimal)ByteSize.Gigabyte : null,
        CapAction = p.DataCapBytes is null ? null : p.WhenCapReached, // without a cap the form proposes one
        CapDownload = p.CapDownload > 0 ? BitRate.ToRouterOs(p.CapDownload) : null,
        CapUpload = p.CapUpload > 0 ? BitRate.ToRouterOs(p.CapUpload) : null,
        Pool = p.Pool,
        LocalAddress = p.LocalAddress,
        PaymentMode = p.PaymentMode,
        GraceDays = p.GraceDays,
        SellsPartTime = p.SellsPartTime,
        IsActive = p.IsActive,
    };

    private static string? Rate(long? bits) => bits is { } rate ? BitRate.ToRouterOs(rate) : null;
}
