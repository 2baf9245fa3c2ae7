using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Provisioning.Diagnosis;

public enum CheckTone { Good, Warn, Bad, Unknown }

/// <summary>What one press mends.</summary>
public enum Repair { None, Extend, Enable, TakePayment, Resume, OpenRouter, Retry, Unlock, LockToDevice, EditService, EndSession }

/// <summary>One thing that was looked at.</summary>
/// <param name="What">Which: "Contract", "Router", "Log-ins".</param>
/// <param name="Text">How it is, in plain words.</param>
/// <param name="Details">More lines of it; texts of the router as they came.</param>
public sealed record DiagnosisCheck(Phrase What, CheckTone Tone, Phrase Text, Repair Repair = Repair.None, IReadOnlyList<string>? Details = null)
{
    /// <summary>For <see cref="Repair.LockToDevice"/>: the device to lock to.</summary>
    public string? Device { get; init; }
}

/// <summary>Why a service is offline, or that it is not.</summary>
/// <param name="Verdict">The answer in one sentence, with what to do.</param>
/// <param name="First">The check that the verdict is about; null when all is well.</param>
/// <param name="IsOnline">Seen on the router now, or as last heard when it could not be asked.</param>
/// <param name="RouterAsked">False: the router did not answer, and what only it knows is missing.</param>
public sealed record ServiceDiagnosis(
    Guid SubscriptionId, Guid CustomerId, Guid RouterId, int Version, string UserName, CheckTone Tone, Phrase Verdict, DiagnosisCheck? First, IReadOnlyList<DiagnosisCheck> Checks, bool IsOnline,
    bool RouterAsked, DateTimeOffset At);
