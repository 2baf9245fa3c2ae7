using System.Security.Cryptography;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>What a person says of an account with a provider.</summary>
public sealed record SaveGatewayAccount
{
    public string? Name { get; init; }
    public GatewayMode Mode { get; init; } = GatewayMode.Live;
    public bool IsActive { get; init; } = true;

    /// <summary>By the names of the provider's fields. An empty secret keeps the present one.</summary>
    public Dictionary<string, string?> Fields { get; init; } = [];
}

public sealed class SaveGatewayAccountValidator : AbstractValidator<SaveGatewayAccount>
{
    public SaveGatewayAccountValidator()
    {
        RuleFor(a => a.Name).NotEmpty().Says("What is it called?").MaximumLength(80).Says("At most 80 letters.").BeLine();
        RuleFor(a => a.Mode).IsInEnum().Says("Sandbox or live.");
        RuleFor(a => a.Fields).NotNull().Says("The fields of the provider, by their names.");
    }
}

/// <summary>Accounts with providers: made, changed, switched off, taken away while nothing came in by them.</summary>
public sealed class GatewayAccountService(AppDbContext db, GatewayCatalog gateways, GatewaySecrets secrets, AuditLog audit, TimeProvider clock)
{
    /// <summary>One of the provider's own fields is not right; the refusal names it.</summary>
    public const string FieldCode = "gateway.field";

    private const string Subject = "gateway";

    public async Task<Result<GatewayAccount>> AddAsync(string gateway, SaveGatewayAccount input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (gateways.Find(gateway)?.Info is not { } info) return Refusal.NotFound;
        var account = new GatewayAccount { Gateway = info.Key, Name = input.Name!.Trim(), CreatedAt = clock.GetUtcNow() };
        if (Fill(account, info, input) is { } refused) return refused;
        return await db.ChangeAsync<GatewayAccount>(async token =>
        {
            if (await IsTakenAsync(account, token)) return Taken;
            db.Add(account);
            audit.Record("gateway.added", Subject, account.Id, $"Added {account.Name} ({info.Name}).");
            await db.SaveChangesAsync(token);
            return account;
        }, cancellationToken);
    }

    public Task<Result<GatewayAccount>> EditAsync(Guid id, int? version, SaveGatewayAccount input, CancellationToken cancellationToken) => db.ChangeAsync<GatewayAccount>(async token =>
    {
        if (await db.Set<GatewayAccount>().SingleOrDefaultAsync(a => a.Id == id, token) is not { } account) return Refusal.NotFound;
        if (version is { } expected) db.Expect(account, expected);
        var info = gateways.Find(account.Gateway)!.Info;
        if (Fill(account, info, input) is { } refused) return refused;
        if (await IsTakenAsync(account, token)) return Taken;
        audit.Record("gateway.changed", Subject, id, $"Changed {account.Name} ({info.Name}).");
        await db.SaveChangesAsync(token);
        return account;
    }, cancellationToken);

    public async Task<Result> DeleteAsync(Guid id, CancellationToken cancellationToken) => await db.ChangeAsync<bool>(async token =>
    {
        if (await db.Set<GatewayAccount>().SingleOrDefaultAsync(a => a.Id == id, token) is not { } account) return Refusal.NotFound;
        if (await db.Set<GatewayEvent>().AnyAsync(e => e.AccountId == id, token) || await db.Set<ReconciliationRun>().AnyAsync(r => r.AccountId == id, token)) return new Refusal("gateway.used", "There is a log of what was said with its provider, and that is kept. Switch it off instead.");
        db.Remove(account);
        audit.Record("gateway.deleted", Subject, id, $"Took {account.Name} away.");
        await db.SaveChangesAsync(token);
        return true;
    }, cancellationToken);

    /// <summary>48 letters for a secret that both sides are to know.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 48);

    private static Refusal Taken => new("gateway.name-taken", "Another account is called so already; staff and payers could not tell them apart.", nameof(SaveGatewayAccount.Name));

    private async Task<bool> IsTakenAsync(GatewayAccount account, CancellationToken cancellationToken) =>
        (await db.Set<GatewayAccount>().Where(a => a.Id != account.Id).Select(a => a.Name).ToListAsync(cancellationToken)).Contains(account.Name, StringComparer.OrdinalIgnoreCase);

    private Refusal? Fill(GatewayAccount account, GatewayInfo info, SaveGatewayAccount input)
    {
        if (input.Fields.Keys.FirstOrDefault(name => info.Fields.All(f => f.Name != name)) is { } unknown) return new Refusal(FieldCode, $"{info.Name} has no field of this name.", unknown);
        var (shown, hidden) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(secrets.KnownOf(account), StringComparer.Ordinal));
        foreach (var field in info.Fields)
        {
            var text = input.Fields.GetValueOrDefault(field.Name)?.Trim() ?? "";
            if (text.Length == 0 && field.IsRequired && !(field.IsSecret && hidden.ContainsKey(field.Name))) return Wrong(field, "It is needed.");
            // A secret that stays is looked at too: the mode may be another now.
            if ((text.Length > 0 ? text : hidden.GetValueOrDefault(field.Name)) is { Length: > 0 } value && field.Check?.Invoke(value, input.Mode) is { } wrong) return Wrong(field, wrong);
            if (text.Length == 0) continue;
            if (text.Length < field.Shortest) return Wrong(field, $"At least {field.Shortest} letters.");
            if (field.Choices.Count > 0 && field.Choices.All(c => c.Value != text)) return Wrong(field, "Choose one of those offered.");
            if (field.IsText && text.Length <= field.Longest && !text.Any(c => char.IsControl(c) && c is not ('\r' or '\n')))
            {
                (field.IsSecret ? hidden : shown)[field.Name] = text;
                continue;
            }
            if (text.Length > field.Longest || text.Any(char.IsControl)) return Wrong(field, $"One line of at most {field.Longest} letters.");
            (field.IsSecret ? hidden : shown)[field.Name] = text;
        }
        (account.Name, account.Mode, account.IsActive, account.Settings) = (input.Name!.Trim(), input.Mode, input.IsActive, shown);
        account.ProtectedSecrets = hidden.Count == 0 ? null : secrets.Seal(hidden);
        return null;
    }

    private static Refusal Wrong(GatewayField field, string words) => new(FieldCode, words, field.Name);
}
