using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Profiles;

/// <summary>Speeds as people write them (<c>10M</c>, <c>512k</c>; 0 is unlimited), prices in the tenant's currency.</summary>
public sealed record SaveProfile
{
    public string Name { get; init; } = "";
    public string? Description { get; init; }

    /// <summary>Of what was read; null takes the present one.</summary>
    public int? Version { get; init; }

    /// <summary>Chosen once; an edit keeps what it is.</summary>
    public ServiceKind Kind { get; init; }

    /// <summary>Null takes the one that goes with the kind; an edit keeps what it is.</summary>
    public ProfileCategory? Category { get; init; }
    public bool IsFeatured { get; init; }

    /// <summary>One line each.</summary>
    public string? Highlights { get; init; }
    public string Download { get; init; } = "";
    public string Upload { get; init; } = "";
    public string? BurstDownload { get; init; }
    public string? BurstUpload { get; init; }
    public string? BurstThresholdDownload { get; init; }
    public string? BurstThresholdUpload { get; init; }
    public int? BurstSeconds { get; init; }
    public decimal? Price { get; init; }
    public decimal? SetupFee { get; init; }
    /// <summary>Monthly, quarterly and yearly set the duration; <see cref="BillingCycle.Other"/> or nothing takes count and unit.</summary>
    public BillingCycle? Cycle { get; init; }

    public int? DurationCount { get; init; } = 1;
    public SpanUnit DurationUnit { get; init; } = SpanUnit.Months;

    /// <summary>GB, a thousand million bytes each.</summary>
    public decimal? DataCapGb { get; init; }

    /// <summary>Null takes what goes with the kind: a hotspot cuts, others only count. Counts for nothing without a cap.</summary>
    public CapAction? CapAction { get; init; }

    /// <summary>For <see cref="CapAction.Slower"/>.</summary>
    public string? CapDownload { get; init; }

    /// <summary>For <see cref="CapAction.Slower"/>.</summary>
    public string? CapUpload { get; init; }

    public string? Pool { get; init; }
    public string? LocalAddress { get; init; }

    /// <summary>Hotspot: devices at once on one user.</summary>
    public int? SharedUsers { get; init; }

    /// <summary>Hotspot.</summary>
    public int? IdleMinutes { get; init; }

    /// <summary>Hotspot.</summary>
    public int? SessionMinutes { get; init; }

    public PaymentMode PaymentMode { get; init; }

    /// <summary>Null takes the tenant's.</summary>
    public int? GraceDays { get; init; }

    /// <summary>Less money than the price buys its share of the time.</summary>
    public bool SellsPartTime { get; init; }

    public bool IsActive { get; init; } = true;

    public CalendarSpan Duration => Cycle switch
    {
        BillingCycle.Monthly => new CalendarSpan(1, SpanUnit.Months),
        BillingCycle.Quarterly => new CalendarSpan(3, SpanUnit.Months),
        BillingCycle.Yearly => new CalendarSpan(12, SpanUnit.Months),
        _ => new CalendarSpan(DurationCount ?? 1, DurationUnit),
    };

    /// <summary>What the speeds mean; null while one of them cannot be read.</summary>
    public RateLimit? ToRateLimit()
    {
        if (Rate(Download) is not { } download || Rate(Upload) is not { } upload) return null;
        string?[] bursts = [BurstDownload, BurstUpload, BurstThresholdDownload, BurstThresholdUpload];
        return bursts.Any(text => !string.IsNullOrWhiteSpace(text) && Rate(text) is null)
            ? null
            : new RateLimit(download, upload, Rate(BurstDownload), Rate(BurstUpload), Rate(BurstThresholdDownload), Rate(BurstThresholdUpload), BurstSeconds);
    }

    /// <summary>The slower speeds; null while there are none or one of them cannot be read.</summary>
    public RateLimit? ToCappedRate() =>
        DataCapGb is not null && CapAction == Profiles.CapAction.Slower && Rate(CapDownload) is { } download && Rate(CapUpload) is { } upload ? new RateLimit(download, upload) : null;

    private static long? Rate(string? text) => BitRate.TryParse(text, out var bits) ? bits : null;
}

public sealed class SaveProfileValidator : AbstractValidator<SaveProfile>
{
    private const string RateText = "A speed such as 10M or 512k; 0 for no limit.";

    private const string SlowerText = "A speed such as 1M or 256k, at most the speed itself.";

    public SaveProfileValidator()
    {
        RuleFor(p => p.Name).NotEmpty().MaximumLength(60).BeLine();
        RuleFor(p => p.Description).MaximumLength(500).BeText();
        RuleFor(p => p.Highlights).MaximumLength(2000).BeText();
        RuleFor(p => p.Kind).IsInEnum();
        RuleFor(p => p.Category).IsInEnum();
        RuleFor(p => p.Cycle).IsInEnum();
        RuleFor(p => p.SharedUsers).InclusiveBetween(1, 1000);
        RuleFor(p => p.IdleMinutes).InclusiveBetween(1, 10_080);
        RuleFor(p => p.SessionMinutes).InclusiveBetween(1, 525_600);
        RuleFor(p => p.Download).Must(IsRate).Says(RateText);
        RuleFor(p => p.Upload).Must(IsRate).Says(RateText);
        RuleFor(p => p.BurstDownload).Must(IsBlankOrRate).Says(RateText)
            .Must((p, burst) => AtLeast(burst, p.Download)).Says("A burst is at least the speed itself.");
        RuleFor(p => p.BurstUpload).Must(IsBlankOrRate).Says(RateText)
            .Must((p, burst) => AtLeast(burst, p.Upload)).Says("A burst is at least the speed itself.");
        RuleFor(p => p.BurstThresholdDownload).Must(IsBlankOrRate).Says(RateText)
            .Must((p, threshold) => AtMost(threshold, p.BurstDownload)).Says("The threshold is at most the burst speed; give the burst too.");
        RuleFor(p => p.BurstThresholdUpload).Must(IsBlankOrRate).Says(RateText)
            .Must((p, threshold) => AtMost(threshold, p.BurstUpload)).Says("The threshold is at most the burst speed; give the burst too.");
        RuleFor(p => p.BurstSeconds).InclusiveBetween(1, 3600);
        RuleFor(p => p.Price).NotNull().InclusiveBetween(0, 1_000_000_000m);
        RuleFor(p => p.SetupFee).InclusiveBetween(0, 1_000_000_000m);
        RuleFor(p => p.DurationCount).NotNull().InclusiveBetween(1, CalendarSpan.MaxCount).When(p => p.Cycle is null or BillingCycle.Other);
        RuleFor(p => p.DurationUnit).IsInEnum();
        RuleFor(p => p.PaymentMode).IsInEnum();
        RuleFor(p => p.GraceDays).InclusiveBetween(0, SystemSettings.MostGraceDays);
        RuleFor(p => p.DataCapGb).GreaterThanOrEqualTo(0.001m).LessThanOrEqualTo(1_000_000);
        RuleFor(p => p.CapAction).IsInEnum();
        When(p => p is { DataCapGb: not null, CapAction: Profiles.CapAction.Slower }, () =>
        {
            RuleFor(p => p.CapDownload).Must((p, rate) => IsSlower(rate, p.Download)).Says(SlowerText);
            RuleFor(p => p.CapUpload).Must((p, rate) => IsSlower(rate, p.Upload)).Says(SlowerText);
        });
        RuleFor(p => p.Pool).MaximumLength(64).Matches("^[^,=\\s]+$").When(p => !string.IsNullOrEmpty(p.Pool))
            .Says("The name of an address pool on the router.");
        RuleFor(p => p.LocalAddress).Must(a => System.Net.IPAddress.TryParse(a, out _)).When(p => !string.IsNullOrEmpty(p.LocalAddress))
            .Says("An IP address of the router, such as 10.0.0.1.");
    }

    private static bool IsRate(string? text) => BitRate.TryParse(text, out _);

    private static bool IsSlower(string? capped, string rate) =>
        BitRate.TryParse(capped, out var c) && c > 0 && (!BitRate.TryParse(rate, out var r) || r == 0 || c <= r);

    private static bool IsBlankOrRate(string? text) => string.IsNullOrWhiteSpace(text) || IsRate(text);

    private static bool AtLeast(string? burst, string rate) =>
        !BitRate.TryParse(burst, out var b) || !BitRate.TryParse(rate, out var r) || (r != 0 && b >= r);

    private static bool AtMost(string? threshold, string? burst) =>
        !BitRate.TryParse(threshold, out var t) || (BitRate.TryParse(burst, out var b) && t <= b);
}
