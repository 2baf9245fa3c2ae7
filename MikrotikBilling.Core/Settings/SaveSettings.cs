using FluentValidation;

namespace MikrotikBilling.Core.Settings;

/// <param name="Password">Null or empty keeps the present one.</param>
/// <param name="ClearPassword">Takes the stored password away.</param>
public sealed record SaveRouterDefaults(string UserName, string? Password, bool ClearPassword, int? Port, bool UseTls, string? AddressHint)
{
    /// <summary>The password is masked.</summary>
    public override string ToString() => $"{UserName}:***, port {Port}";
}

public sealed class SaveRouterDefaultsValidator : AbstractValidator<SaveRouterDefaults>
{
    public SaveRouterDefaultsValidator()
    {
        RuleFor(r => r.UserName).NotEmpty().MaximumLength(64).WithName("API user");
        RuleFor(r => r.Password).MaximumLength(256);
        RuleFor(r => r.Port).InclusiveBetween(1, 65535);
        RuleFor(r => r.AddressHint).MaximumLength(200).WithName("Address hint");
    }
}

public sealed record SaveRetention(int RouterLogDays, int JobRunDays, int SessionDays);

public sealed class SaveRetentionValidator : AbstractValidator<SaveRetention>
{
    public SaveRetentionValidator()
    {
        RuleFor(r => r.RouterLogDays).InclusiveBetween(1, 3650).WithName("Router log");
        RuleFor(r => r.JobRunDays).InclusiveBetween(1, 3650).WithName("Runs of jobs");
        RuleFor(r => r.SessionDays).InclusiveBetween(1, 3650).WithName("Connections");
    }
}
