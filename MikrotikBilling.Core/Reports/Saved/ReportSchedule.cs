using System.Text.Json;
using FluentValidation;
using MikrotikBilling.Core.Kernel.Words;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>Which reports make themselves, when, and who of the staff gets them by email; one row a tenant, made when first saved.</summary>
public sealed class ReportSchedule : ITenantOwned, IVersioned
{
    public static readonly TimeOnly UsualTime = new(23, 55);

    public Guid TenantId { get; set; }
    public bool Daily { get; set; } = true;
    public bool Weekly { get; set; } = true;
    public bool Monthly { get; set; } = true;

    /// <summary>Minutes of the tenant's day; a week's and a month's on their last day.</summary>
    public int Minute { get; set; } = (UsualTime.Hour * 60) + UsualTime.Minute;

    public IReadOnlyList<Guid> DailyTo { get; set; } = [];
    public IReadOnlyList<Guid> WeeklyTo { get; set; } = [];
    public IReadOnlyList<Guid> MonthlyTo { get; set; } = [];

    /// <summary>Since it was switched on again: what came before is not made up for.</summary>
    [Unaudited] public DateOnly? DailySince { get; set; }
    [Unaudited] public DateOnly? WeeklySince { get; set; }
    [Unaudited] public DateOnly? MonthlySince { get; set; }

    public int Version { get; set; }

    public TimeOnly Time => new(Minute / 60, Minute % 60);

    public bool IsOn(ReportRhythm rhythm) => rhythm switch { ReportRhythm.Daily => Daily, ReportRhythm.Weekly => Weekly, _ => Monthly };

    public IReadOnlyList<Guid> To(ReportRhythm rhythm) => rhythm switch { ReportRhythm.Daily => DailyTo, ReportRhythm.Weekly => WeeklyTo, _ => MonthlyTo };

    public DateOnly? Since(ReportRhythm rhythm) => rhythm switch { ReportRhythm.Daily => DailySince, ReportRhythm.Weekly => WeeklySince, _ => MonthlySince };
}

public sealed record SaveReportSchedule
{
    public bool Daily { get; init; }
    public bool Weekly { get; init; }
    public bool Monthly { get; init; }

    /// <summary>Of the tenant's day.</summary>
    public TimeOnly? Time { get; init; }

    /// <summary>Who gets it; null for nobody.</summary>
    public IReadOnlyList<Guid>? DailyTo { get; init; }
    public IReadOnlyList<Guid>? WeeklyTo { get; init; }
    public IReadOnlyList<Guid>? MonthlyTo { get; init; }

    internal IEnumerable<Guid> Chosen => (DailyTo ?? []).Concat(WeeklyTo ?? []).Concat(MonthlyTo ?? []).Distinct();
}

public sealed class SaveReportScheduleValidator : AbstractValidator<SaveReportSchedule>
{
    private const int MostPeople = 50;
    private const string TooMany = "At most 50 people.";

    public SaveReportScheduleValidator()
    {
        RuleFor(s => s.Time).NotNull().Says("At what time?");
        RuleFor(s => s.DailyTo).Must(to => to is null || to.Count <= MostPeople).Says(TooMany);
        RuleFor(s => s.WeeklyTo).Must(to => to is null || to.Count <= MostPeople).Says(TooMany);
        RuleFor(s => s.MonthlyTo).Must(to => to is null || to.Count <= MostPeople).Says(TooMany);
    }
}

internal sealed class ReportScheduleConfiguration : IEntityTypeConfiguration<ReportSchedule>
{
    private const int MaxIds = 4000;

    private static readonly ValueComparer<IReadOnlyList<Guid>> Comparer = new((a, b) => a!.SequenceEqual(b!), ids => ids.Count, ids => ids);

    public void Configure(EntityTypeBuilder<ReportSchedule> builder)
    {
        builder.ToTable("ReportSchedules").HasKey(s => s.TenantId);
        builder.Property(s => s.TenantId).ValueGeneratedNever();
        builder.Ignore(s => s.Time);
        Ids(builder.Property(s => s.DailyTo));
        Ids(builder.Property(s => s.WeeklyTo));
        Ids(builder.Property(s => s.MonthlyTo));
    }

    private static void Ids(PropertyBuilder<IReadOnlyList<Guid>> property) => property.HasMaxLength(MaxIds).HasConversion(
        ids => JsonSerializer.Serialize(ids, JsonSerializerOptions.Default), text => JsonSerializer.Deserialize<List<Guid>>(text, JsonSerializerOptions.Default)!, Comparer);
}
