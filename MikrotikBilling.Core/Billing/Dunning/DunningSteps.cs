using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Billing.Dunning;

/// <summary>A step as it is entered.</summary>
public sealed record SaveDunningStep
{
    public int? DaysAfterDue { get; init; }
    public DunningAction Action { get; init; }
}

public sealed class SaveDunningStepValidator : AbstractValidator<SaveDunningStep>
{
    public SaveDunningStepValidator()
    {
        RuleFor(s => s.DaysAfterDue).NotNull().Says("How many days after the due day?");
        RuleFor(s => s.DaysAfterDue).InclusiveBetween(1, 365).Says("Between 1 and 365 days.").When(s => s.DaysAfterDue is not null);
        RuleFor(s => s.Action).IsInEnum().Says("Choose what happens.");
    }
}

/// <summary>The steps of a tenant. Nobody who has not set any up is cut off: without steps of one's own there are two reminders and a suspension.</summary>
public sealed class DunningSteps(AppDbContext db, CurrentTenant tenant, IJournal journal)
{
    private const string Subject = "settings";

    private static readonly (int Days, DunningAction Action)[] Usual = [(1, DunningAction.Remind), (5, DunningAction.Remind), (7, DunningAction.Suspend)];

    /// <summary>Those that are taken, the earliest first.</summary>
    public async Task<IReadOnlyList<DunningStep>> CurrentAsync(CancellationToken cancellationToken)
    {
        var all = await db.Set<DunningStep>().AsNoTracking().OrderBy(s => s.DaysAfterDue).ThenBy(s => s.Action).ToListAsync(cancellationToken);
        return all.Count == 0 ? await BeginAsync(cancellationToken) : all.FindAll(s => s.IsActive);
    }

    public async Task<Result<DunningStep>> AddAsync(SaveDunningStep input, CancellationToken cancellationToken)
    {
        await CurrentAsync(cancellationToken);
        return await db.ChangeAsync<DunningStep>(async token =>
        {
            var (days, action) = (input.DaysAfterDue!.Value, input.Action);
            var step = await db.Set<DunningStep>().SingleOrDefaultAsync(s => s.DaysAfterDue == days && s.Action == action, token);
            if (step is { IsActive: true }) return new Refusal("dunning.duplicate", "There is this step already.", nameof(input.DaysAfterDue));
            if (step is null) db.Add(step = new DunningStep { DaysAfterDue = days, Action = action });
            step.IsActive = true;
            journal.Record("settings.dunning-step-added", Subject, tenant.Required, $"Added the step {Words(step)}.");
            await db.SaveChangesAsync(token);
            return step;
        }, cancellationToken);
    }

    /// <summary>Taken no more; what it did stays known.</summary>
    public Task<Result<DunningStep>> RemoveAsync(Guid id, CancellationToken cancellationToken) => db.ChangeAsync<DunningStep>(async token =>
    {
        if (await db.Set<DunningStep>().SingleOrDefaultAsync(s => s.Id == id && s.IsActive, token) is not { } step) return Refusal.NotFound;
        step.IsActive = false;
        journal.Record("settings.dunning-step-removed", Subject, tenant.Required, $"Removed the step {Words(step)}.");
        await db.SaveChangesAsync(token);
        return step;
    }, cancellationToken);

    public static string Words(DunningStep step) => $"{step.Action.ToString().ToLowerInvariant()} after {step.DaysAfterDue} {(step.DaysAfterDue == 1 ? "day" : "days")}";

    private async Task<IReadOnlyList<DunningStep>> BeginAsync(CancellationToken cancellationToken)
    {
        var steps = Usual.Select(u => new DunningStep { DaysAfterDue = u.Days, Action = u.Action }).ToList();
        db.AddRange(steps);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("DaysAfterDue"))
        {
            // Another node began with them.
            db.ChangeTracker.Clear();
            return await db.Set<DunningStep>().AsNoTracking().Where(s => s.IsActive).OrderBy(s => s.DaysAfterDue).ToListAsync(cancellationToken);
        }
        return steps;
    }
}
