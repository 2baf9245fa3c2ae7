using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Vouchers.Printing;

/// <summary>Keeps templates. As long as there are any, one of them is the default.</summary>
public sealed class VoucherTemplateService(AppDbContext db, AuditLog audit)
{
    public const string Subject = "voucher-template";

    public Task<Result<VoucherTemplate>> AddAsync(SaveVoucherTemplate input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ChangeAsync(async token =>
        {
            var template = new VoucherTemplate { Name = "" };
            input.ApplyTo(template);
            if (await NamesakeAsync(template, token) is { } namesake) return namesake;
            var (isFirst, isStandard) = (!await db.Set<VoucherTemplate>().AnyAsync(token), template.Name == VoucherTemplate.Standard.Name);
            template.IsDefault = input.IsDefault || (isFirst && isStandard);
            if (template.IsDefault) await LetGoAsync(template.Id, token);
            // The sheet that was there before anything was saved stays among them.
            if (isFirst && !isStandard) db.Add(VoucherTemplate.NewStandard(isDefault: !template.IsDefault));
            db.Add(template);
            audit.Record("voucher-template.added", Subject, template.Id, $"Added the voucher template {template.Name}.");
            return template;
        }, cancellationToken);
    }

    /// <summary>The default stays the default until another becomes it.</summary>
    public Task<Result<VoucherTemplate>> EditAsync(Guid id, SaveVoucherTemplate input, int? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ChangeAsync(async token =>
        {
            if (await db.Set<VoucherTemplate>().SingleOrDefaultAsync(t => t.Id == id, token) is not { } template) return Refusal.NotFound;
            if (version is { } expected && template.Version != expected) return Refusal.Stale;
            input.ApplyTo(template);
            if (await NamesakeAsync(template, token) is { } namesake) return namesake;
            if (input.IsDefault && !template.IsDefault)
            {
                await LetGoAsync(id, token);
                template.IsDefault = true;
            }
            db.Entry(template).Property(t => t.Version).IsModified = true;
            audit.Record("voucher-template.edited", Subject, id, $"Edited the voucher template {template.Name}.");
            return template;
        }, cancellationToken);
    }

    /// <summary>What was printed with it stays as it is; of the others the first by name becomes the default.</summary>
    public async Task<Result> DeleteAsync(Guid id, CancellationToken cancellationToken) => await ChangeAsync(async token =>
    {
        if (await db.Set<VoucherTemplate>().SingleOrDefaultAsync(t => t.Id == id, token) is not { } template) return Refusal.NotFound;
        db.Remove(template);
        if (template.IsDefault && await db.Set<VoucherTemplate>().Where(t => t.Id != id).OrderBy(t => t.Name).FirstOrDefaultAsync(token) is { } next) next.IsDefault = true;
        audit.Record("voucher-template.deleted", Subject, id, $"Deleted the voucher template {template.Name}.");
        return template;
    }, cancellationToken);

    /// <summary>Changes wait for each other: no index can say that one of them is the default.</summary>
    private Task<Result<VoucherTemplate>> ChangeAsync(Func<CancellationToken, Task<Result<VoucherTemplate>>> work, CancellationToken cancellationToken) => db.ChangeAsync<VoucherTemplate>(async token =>
    {
        await db.TakeAsync("voucher-templates", 1, token);
        var done = await work(token);
        if (done.Ok) await db.SaveChangesAsync(token);
        return done;
    }, cancellationToken);

    private async Task<Refusal?> NamesakeAsync(VoucherTemplate template, CancellationToken cancellationToken) =>
        await db.Set<VoucherTemplate>().AnyAsync(t => t.Name == template.Name && t.Id != template.Id, cancellationToken)
            ? new Refusal("voucher-template.name", "Another template has this name.", nameof(SaveVoucherTemplate.Name)) : null;

    private async Task LetGoAsync(Guid except, CancellationToken cancellationToken)
    {
        foreach (var other in await db.Set<VoucherTemplate>().Where(t => t.IsDefault && t.Id != except).ToListAsync(cancellationToken)) other.IsDefault = false;
    }
}
