using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Settings;

public sealed record SaveRouterDefaults
{
    public string UserName { get; init; } = "";

    /// <summary>Null or empty keeps the present one.</summary>
    public string? Password { get; init; }

    /// <summary>Takes the stored password away.</summary>
    public bool ClearPassword { get; init; }

    /// <summary>Null: 8728, with TLS 8729.</summary>
    public int? Port { get; init; }

    public bool UseTls { get; init; }

    public string? AddressHint { get; init; }

    /// <summary>The password is masked.</summary>
    public override string ToString() => $"{UserName}:***, port {Port}";
}

public sealed class SaveRouterDefaultsValidator : AbstractValidator<SaveRouterDefaults>
{
    public SaveRouterDefaultsValidator()
    {
        RuleFor(r => r.UserName).NotEmpty().MaximumLength(64).BeLine();
        RuleFor(r => r.Password).MaximumLength(256).BeLine();
        RuleFor(r => r.Port).InclusiveBetween(1, 65535);
        RuleFor(r => r.AddressHint).MaximumLength(200).BeLine();
    }
}

/// <summary>Days that records are kept.</summary>
public sealed record SaveRetention
{
    public int RouterLogDays { get; init; }
    public int JobRunDays { get; init; }
    public int SessionDays { get; init; }
    public int UsageSampleDays { get; init; } = 7;
    public int UsageHourDays { get; init; } = 90;
    public int UsageDayDays { get; init; } = 1095;
    public int EmailDays { get; init; } = 365;
    public int GatewayMessageDays { get; init; } = 180;
}

public sealed class SaveRetentionValidator : AbstractValidator<SaveRetention>
{
    public SaveRetentionValidator()
    {
        RuleFor(r => r.RouterLogDays).InclusiveBetween(1, 3650);
        RuleFor(r => r.JobRunDays).InclusiveBetween(1, 3650);
        RuleFor(r => r.SessionDays).InclusiveBetween(1, 3650);
        // What charts and data caps read: the last 24 hours, a month, a year.
        RuleFor(r => r.UsageSampleDays).InclusiveBetween(2, 365);
        RuleFor(r => r.UsageHourDays).InclusiveBetween(32, 3650);
        RuleFor(r => r.UsageDayDays).InclusiveBetween(366, 7300);
        RuleFor(r => r.EmailDays).InclusiveBetween(30, 3650);
        RuleFor(r => r.GatewayMessageDays).InclusiveBetween(30, 3650);
    }
}

/// <summary>How long services stay online past their end, where their profile says nothing else.</summary>
public sealed record SaveGrace
{
    public int? GraceDays { get; init; }
}

public sealed class SaveGraceValidator : AbstractValidator<SaveGrace>
{
    public SaveGraceValidator() =>
        RuleFor(g => g.GraceDays).NotNull().Says("How many days? 0 is none.").InclusiveBetween(0, SystemSettings.MostGraceDays).Says($"Between 0 and {SystemSettings.MostGraceDays}.");
}

/// <summary>When it is an alarm that what was paid is not online.</summary>
public sealed record SaveClock
{
    public int? OnlineWithinSeconds { get; init; }
    public int? AppliedWithinMinutes { get; init; }
}

public sealed class SaveClockValidator : AbstractValidator<SaveClock>
{
    public SaveClockValidator()
    {
        RuleFor(c => c.OnlineWithinSeconds).NotNull().Says("How many seconds?").InclusiveBetween(1, 3600).Says("Between 1 second and an hour.");
        RuleFor(c => c.AppliedWithinMinutes).NotNull().Says("How many minutes?").InclusiveBetween(1, 1440).Says("Between 1 minute and a day.");
    }
}

/// <summary>What is done about routers that differ from the books, and how many customers one may cut off at once without asking.</summary>
public sealed record SaveDrift
{
    public bool RepairsDrift { get; init; }
    public int BrakePercent { get; init; }
    public int BrakeMinimum { get; init; }
    public bool BrakeCountsEnds { get; init; }
}

public sealed class SaveDriftValidator : AbstractValidator<SaveDrift>
{
    public SaveDriftValidator()
    {
        RuleFor(d => d.BrakePercent).InclusiveBetween(1, 100);
        RuleFor(d => d.BrakeMinimum).InclusiveBetween(1, 100_000);
    }
}
